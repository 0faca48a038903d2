import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { Pencil, Pin, RefreshCw, UserPlus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SegmentDetail } from "@/api/schema";
import { useMay } from "@/api/session";
import { Ago } from "@/components/Ago";
import { LabelBadges } from "@/components/LabelBadge";
import { Name } from "@/components/Name";
import { notifyError } from "@/components/notify";
import { formatDate, formatDateTime } from "@/format";
import * as actions from "../segments/actions";
import type { Dialog } from "../segments/dialog";
import { RowMenu } from "../segments/RowMenu";

const Dialogs = lazy(() => import("../segments/Dialogs"));

/** "Rule-based · created by Mira on 3 June 2026 · refreshed 12 minutes ago" and the labels. */
export function Facts({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  return (
    <Group gap={8} component="span">
      <span>
        {t(`common:kind.${segment.kind}`)} · {t("facts.by")} <Name>{segment.created_by}</Name>{" "}
        <time dateTime={segment.created_at} title={formatDateTime(segment.created_at)}>
          {t("facts.on", { date: formatDate(segment.created_at, "long") })}
        </time>
        {segment.refreshed_at && (
          <>
            {" · "}
            {t("facts.refreshed")} <Ago at={segment.refreshed_at} />
          </>
        )}
        {segment.schedule && <> · {segment.schedule}</>}
      </span>
      <LabelBadges labels={segment.labels} most={6} wrap />
    </Group>
  );
}

/** Pin, refresh, edit, and the menu of everything else. */
export function HeadingActions({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  const may = useMay("marketer");
  const navigate = useNavigate();
  const [dialog, ask] = useState<Dialog | null>(null);
  const rule = segment.kind === "rule";
  const busy = segment.status === "calculating" || segment.status === "queued";
  const row = { ...segment, spark: null };
  // The page goes first: nothing on it could be read once the segment is gone.
  const remove = async () => {
    try {
      const uses = await api.GET("/api/segments/{id}/uses", { params: { path: { id: segment.id } } });
      if (uses.data?.used_by.length) return ask({ kind: "uses", row, uses: uses.data.used_by });
      await navigate({ to: "/segments" });
      await actions.remove(segment);
    } catch (error) {
      notifyError(error);
    }
  };
  return (
    <>
      {may && (
        <>
          <Tooltip label={t(segment.pinned ? "actions.unpinWhy" : "actions.pinWhy")}>
            <ActionIcon
              variant="default"
              size={36}
              aria-pressed={segment.pinned}
              aria-label={t("actions.pin")}
              onClick={() => actions.pin([segment], !segment.pinned)}
            >
              <Pin size={16} fill={segment.pinned ? "currentColor" : "none"} />
            </ActionIcon>
          </Tooltip>
          {rule && segment.active && (
            <Button
              variant="default"
              leftSection={<RefreshCw size={16} />}
              disabled={busy}
              onClick={() => actions.refresh([segment])}
            >
              {t(busy ? "actions.refreshing" : "actions.refresh")}
            </Button>
          )}
          {rule ? (
            <Button
              leftSection={<Pencil size={16} />}
              renderRoot={(props) => <Link {...props} to="/segments/$id/edit" params={{ id: segment.id }} />}
            >
              {t("actions.edit")}
            </Button>
          ) : (
            <Button leftSection={<UserPlus size={16} />} onClick={() => ask({ kind: "members", row })}>
              {t("actions.members")}
            </Button>
          )}
        </>
      )}
      <RowMenu row={row} ask={ask} large onDelete={remove} />
      {dialog && (
        <Suspense fallback={null}>
          <Dialogs dialog={dialog} ask={ask} onClose={() => ask(null)} />
        </Suspense>
      )}
    </>
  );
}
