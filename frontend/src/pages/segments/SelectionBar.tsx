import { ActionIcon, Button, Menu } from "@mantine/core";
import { CalendarClock, ChevronUp, Pin, PinOff, Play, RefreshCw, Square, Tag, Trash2, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { formatNumber } from "@/format";
import * as actions from "./actions";
import type { Ask } from "./dialog";
import classes from "./segments.module.css";

const SIZE = 15;

type Props = { rows: SegmentRow[]; onClear: () => void; ask: Ask };

/** What can be done with the selected segments together. */
export function SelectionBar({ rows, onClear, ask }: Props) {
  const { t } = useTranslation("segments");
  const told = async (work: Promise<actions.Refused>) => {
    const refused = await work;
    if (refused.length > 0) ask({ kind: "refused", refused });
  };
  const pinned = rows.every((row) => row.pinned);
  const button = { variant: "subtle", color: "gray", size: "compact-sm", px: 10, style: { flex: "none" } } as const;
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("bar.title")}>
      <strong role="status">{t("bar.selected", { count: rows.length, shown: formatNumber(rows.length) })}</strong>
      <span className={classes.divider} />
      <Button
        {...button}
        aria-label={t("bar.refresh")}
        leftSection={<RefreshCw size={SIZE} />}
        onClick={() => actions.refresh(rows)}
      >
        <span className={classes.barWord}>{t("bar.refresh")}</span>
      </Button>
      <Button
        {...button}
        aria-label={t("bar.label")}
        leftSection={<Tag size={SIZE} />}
        onClick={() => ask({ kind: "labels", rows })}
      >
        <span className={classes.barWord}>{t("bar.label")}</span>
      </Button>
      <Button
        {...button}
        aria-label={t(pinned ? "bar.unpin" : "bar.pin")}
        leftSection={pinned ? <PinOff size={SIZE} /> : <Pin size={SIZE} />}
        onClick={() => actions.pin(rows, !pinned)}
      >
        <span className={classes.barWord}>{t(pinned ? "bar.unpin" : "bar.pin")}</span>
      </Button>
      <Menu position="top" withinPortal>
        <Menu.Target>
          <Button
            {...button}
            aria-label={t("bar.activation")}
            leftSection={<Play size={SIZE} />}
            rightSection={<ChevronUp size={14} />}
          >
            <span className={classes.barWord}>{t("bar.activation")}</span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Play size={SIZE} />} onClick={() => told(actions.activate(rows, true))}>
            {t("menu.activate")}
          </Menu.Item>
          <Menu.Item
            leftSection={<CalendarClock size={SIZE} />}
            onClick={() => ask({ kind: "later", rows, active: true })}
          >
            {t("menu.activateLater")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Square size={SIZE} />} onClick={() => told(actions.activate(rows, false))}>
            {t("menu.deactivate")}
          </Menu.Item>
          <Menu.Item
            leftSection={<CalendarClock size={SIZE} />}
            onClick={() => ask({ kind: "later", rows, active: false })}
          >
            {t("menu.deactivateLater")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button
        {...button}
        aria-label={t("bar.delete")}
        color="red"
        leftSection={<Trash2 size={SIZE} />}
        onClick={() => told(actions.removeMany(rows))}
      >
        <span className={classes.barWord}>{t("bar.delete")}</span>
      </Button>
      <span className={classes.divider} />
      <ActionIcon aria-label={t("bar.clear")} onClick={onClear}>
        <X size={16} />
      </ActionIcon>
    </div>
  );
}
