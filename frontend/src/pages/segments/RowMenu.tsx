import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import {
  CalendarClock,
  CalendarX2,
  Copy,
  Ellipsis,
  FileDown,
  Pencil,
  Pin,
  PinOff,
  Play,
  RefreshCw,
  Snowflake,
  Square,
  Tag,
  TextCursorInput,
  Trash2,
  UserPlus,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { useMay } from "@/api/session";
import { inert } from "@/components/text";
import { exportAddress } from "@/features/static/api";
import * as actions from "./actions";
import type { Ask } from "./dialog";

const SIZE = 15;

type Props = {
  row: SegmentRow;
  ask: Ask;
  /** As high as a button beside it. */
  large?: boolean;
  /** Deletes it, where more has to happen than in the list. */
  onDelete?: () => void;
};

/** Everything that can be done with one segment. */
export function RowMenu({ row, ask, large = false, onDelete }: Props) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const may = useMay("marketer");
  const remove = async () => {
    const uses = await actions.remove(row);
    if (uses) ask({ kind: "uses", row, uses });
  };
  const turn = async () => {
    const refused = await actions.activate([row], !row.active);
    if (refused.length > 0) ask({ kind: "refused", refused });
  };
  return (
    <Menu width={236} withinPortal>
      <Menu.Target>
        <ActionIcon
          {...(large && { variant: "default", size: 36 })}
          aria-label={`${common("actions")}: ${inert(row.name)}`}
        >
          <Ellipsis size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may && (
          <>
            {row.kind === "rule" ? (
              <Menu.Item
                renderRoot={(props) => <Link {...props} to="/segments/$id/edit" params={{ id: row.id }} />}
                leftSection={<Pencil size={SIZE} />}
              >
                {t("menu.edit")}
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<UserPlus size={SIZE} />} onClick={() => ask({ kind: "members", row })}>
                {t("menu.members")}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<TextCursorInput size={SIZE} />} onClick={() => ask({ kind: "rename", row })}>
              {t("menu.rename")}
            </Menu.Item>
            <Menu.Item leftSection={<Copy size={SIZE} />} onClick={() => actions.duplicate(row)}>
              {t("menu.duplicate")}
            </Menu.Item>
            <Menu.Item leftSection={<Tag size={SIZE} />} onClick={() => ask({ kind: "labels", rows: [row] })}>
              {t("menu.labels")}
            </Menu.Item>
            <Menu.Item
              leftSection={row.pinned ? <PinOff size={SIZE} /> : <Pin size={SIZE} />}
              onClick={() => actions.pin([row], !row.pinned)}
            >
              {t(row.pinned ? "menu.unpin" : "menu.pin")}
            </Menu.Item>
            <Menu.Divider />
            {row.kind === "rule" && (
              <Menu.Item
                leftSection={<RefreshCw size={SIZE} />}
                disabled={!row.active}
                onClick={() => actions.refresh([row])}
              >
                {t("menu.refresh")}
              </Menu.Item>
            )}
            <Menu.Item leftSection={row.active ? <Square size={SIZE} /> : <Play size={SIZE} />} onClick={turn}>
              {t(row.active ? "menu.deactivate" : "menu.activate")}
            </Menu.Item>
            {row.planned ? (
              <Menu.Item leftSection={<CalendarX2 size={SIZE} />} onClick={() => actions.cancelPlan(row)}>
                {t(row.planned.active ? "menu.noActivation" : "menu.noDeactivation")}
              </Menu.Item>
            ) : (
              <Menu.Item
                leftSection={<CalendarClock size={SIZE} />}
                onClick={() => ask({ kind: "later", rows: [row], active: !row.active })}
              >
                {t(row.active ? "menu.deactivateLater" : "menu.activateLater")}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<Snowflake size={SIZE} />}
              disabled={row.members === null}
              onClick={() => ask({ kind: "freeze", row })}
            >
              {t("menu.freeze")}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        {(["csv", "parquet"] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={exportAddress(row.id, format)}
            download
            leftSection={<FileDown size={SIZE} />}
            disabled={row.members === null}
          >
            {t(`menu.${format}`)}
          </Menu.Item>
        ))}
        {may && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<Trash2 size={SIZE} />} onClick={onDelete ?? remove}>
              {t("menu.delete")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
