import { Text, Tooltip } from "@mantine/core";
import { Clock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentRow } from "@/api/schema";
import { Ago } from "@/components/Ago";
import { Delta } from "@/components/Delta";
import { LabelBadges } from "@/components/LabelBadge";
import { Sparkline } from "@/components/Sparkline";
import { StatusDot } from "@/components/StatusDot";
import { inert } from "@/components/text";
import { formatAgo, formatDate, formatDateTime, formatNumber, NONE } from "@/format";
import { scheduleWords } from "./schedule";
import type { Sortable } from "./search";
import classes from "./segments.module.css";

/** The columns between the name and the menu, in their order. */
export const COLUMNS = [
  "kind",
  "status",
  "members",
  "labels",
  "refreshed",
  "owner",
  "created",
  "updated",
  "version",
  "schedule",
  "description",
  "criteria",
  "id",
] as const;
export type Column = (typeof COLUMNS)[number];

/** What is shown until somebody chooses. */
export const USUAL: readonly Column[] = ["kind", "status", "members", "labels", "refreshed"];

/** What a column is sorted by, for those that can be. */
export const SORT_OF: Partial<Record<Column, Sortable>> = {
  kind: "kind",
  status: "status",
  members: "members",
  refreshed: "refreshed",
  created: "created",
  updated: "updated",
};

const LABEL_ROOM = 24;

/** Columns whose words may be cut; the others are as wide as what they hold. */
export const LONG: ReadonlySet<Column> = new Set(["description", "criteria", "owner", "id"]);

/** Two labels, or one where two would take the room of the name. */
function fittingLabels([first = "", second = ""]: readonly string[]): number {
  return first.length + second.length > LABEL_ROOM ? 1 : 2;
}

/** One cell of a segment. */
export function Cell({ column, row }: { column: Column; row: SegmentRow }): ReactNode {
  const { t } = useTranslation("common");
  switch (column) {
    case "kind":
      return t(`kind.${row.kind}`);
    case "status":
      return <StatusCell row={row} />;
    case "members":
      return <MembersCell row={row} />;
    case "labels":
      return <LabelBadges labels={row.labels} most={fittingLabels(row.labels)} />;
    case "refreshed":
      return <Refreshed row={row} />;
    case "owner":
      return <Long text={row.created_by} />;
    case "created":
      return <span title={formatDateTime(row.created_at)}>{formatDate(row.created_at)}</span>;
    case "updated":
      return <Ago at={row.updated_at} />;
    case "version":
      return formatNumber(row.version);
    case "schedule":
      return <Schedule schedule={row.schedule} kind={row.kind} />;
    case "description":
      return <Long text={row.description} />;
    case "criteria":
      return <Long text={row.words ?? ""} />;
    case "id":
      return <Long text={row.id} />;
  }
}

function Long({ text }: { text: string }) {
  if (!text)
    return (
      <Text span c="dimmed">
        {NONE}
      </Text>
    );
  const shown = inert(text);
  return (
    <div className={classes.long} title={shown}>
      <bdi>{shown}</bdi>
    </div>
  );
}

export function StatusCell({ row }: { row: SegmentRow }) {
  return (
    <>
      <StatusDot status={row.status} error={row.status === "failed" || row.status === "skipped" ? row.error : null} />
      {row.planned && <Plan planned={row.planned} />}
    </>
  );
}

/** What will become of it, and when. */
export function Plan({ planned }: { planned: NonNullable<SegmentRow["planned"]> }) {
  const { t } = useTranslation("segments");
  const word = planned.active ? "plan.activates" : "plan.deactivates";
  return (
    <Tooltip label={t(word, { when: formatDateTime(planned.at) })}>
      <div className={classes.plan}>
        <Clock size={12} aria-hidden />
        {t(word, { when: formatAgo(planned.at) })}
      </div>
    </Tooltip>
  );
}

function MembersCell({ row }: { row: SegmentRow }) {
  const spark = row.spark;
  return (
    <div className={classes.members}>
      {spark && spark.points.length > 1 && <Sparkline points={spark.points} />}
      <div className={classes.count}>
        <div className={classes.number}>{formatNumber(row.members)}</div>
        <Change row={row} />
      </div>
    </div>
  );
}

/** The change, with the day that it is counted from. */
export function Change({ row }: { row: SegmentRow }) {
  const { t } = useTranslation("segments");
  const spark = row.spark;
  if (!spark || spark.change === null)
    return (
      <Text span size="xs" c="dimmed" aria-hidden>
        {NONE}
      </Text>
    );
  return (
    <span title={spark.since ? t("since", { date: formatDate(spark.since) }) : undefined}>
      <Delta value={spark.change} size="xs" />
    </span>
  );
}

export function Refreshed({ row }: { row: SegmentRow }) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  if (row.status === "calculating")
    return (
      <Text span c="dimmed" inherit>
        {t("refreshing")}
      </Text>
    );
  return (
    <Text span c="dimmed" inherit>
      <Ago at={row.refreshed_at} none={common("never")} />
    </Text>
  );
}

function Schedule({ schedule, kind }: Pick<SegmentRow, "schedule" | "kind">) {
  const { t } = useTranslation("segments");
  if (kind === "static") return NONE;
  const words = scheduleWords(schedule);
  return words.key === "cron" ? <code>{words.text}</code> : t(`schedule.${words.key}`, words);
}
