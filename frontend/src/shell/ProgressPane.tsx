import {
  ActionIcon,
  Badge,
  Progress as Bar,
  Button,
  Drawer,
  Group,
  Skeleton,
  Stack,
  Text,
  Tooltip,
} from "@mantine/core";
import { useInterval } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import {
  Ban,
  ChevronDown,
  ChevronRight,
  Circle,
  CircleAlert,
  CircleCheck,
  Clock,
  LoaderCircle,
  RefreshCw,
  TriangleAlert,
  X,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api, api } from "@/api/client";
import { usePages } from "@/api/pages";
import type { ProgressOut, RunOut, TaskOut } from "@/api/schema";
import { useMay } from "@/api/session";
import { Ago } from "@/components/Ago";
import { ErrorState } from "@/components/EmptyState";
import { notifyError } from "@/components/notify";
import { inert } from "@/components/text";
import { formatDuration, formatNumber, formatSigned } from "@/format";
import classes from "./ProgressPane.module.css";
import { elapsed, segmentsDone, useProgress } from "./progress";

/** What refreshes do and did: the present one step by step, those that wait, and the recent ones. */
export default function ProgressPane({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("shell");
  const mayRefresh = useMay("marketer");
  const progress = useProgress();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={420}
      title={t("progress.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
      styles={{ body: { paddingBottom: 32 } }}
    >
      <Stack gap="xl">
        <section aria-label={t("progress.present")}>
          {progress?.tasks.length ? <Present progress={progress} /> : <Idle />}
          {mayRefresh && !progress?.running && (
            <Button
              variant="default"
              mt="md"
              leftSection={<RefreshCw size={15} />}
              onClick={() => startAll().catch(notifyError)}
            >
              {t("progress.start")}
            </Button>
          )}
        </section>
        {progress && progress.waiting.length > 0 && <Waiting progress={progress} />}
        <Recent onNavigate={onClose} />
      </Stack>
    </Drawer>
  );
}

const startAll = () => api.POST("/api/refreshes");
const cancel = (number: number) =>
  api.POST("/api/refreshes/progress/{number}/cancel", { params: { path: { number } } });

function Idle() {
  const { t } = useTranslation("shell");
  return (
    <Text size="sm" c="dimmed">
      {t("progress.idle")}
    </Text>
  );
}

/** The time now, every second while something runs. */
function useNow(running: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), running ? 500 : 30_000, { autoInvoke: true });
  return now;
}

function Present({ progress }: { progress: ProgressOut }) {
  const { t } = useTranslation("shell");
  const mayRefresh = useMay("marketer");
  const now = useNow(progress.running);
  const { done, total } = segmentsDone(progress);
  const took = elapsed(progress.started_at, progress.finished_at, now);
  const number = progress.number;
  return (
    <>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="sm">
        <div style={{ minWidth: 0 }}>
          <Text fw={600} aria-live="polite" className="tabular">
            {progress.running
              ? t("refresh.running", { done: formatNumber(done), total: formatNumber(total) })
              : progress.error
                ? t("progress.endedEarly")
                : t("progress.ended")}
          </Text>
          <Text size="xs" c="dimmed" className="tabular">
            {t("progress.by", { name: inert(progress.by) })} · {formatDuration(took)}
            {!progress.running && progress.finished_at && (
              <>
                {" · "}
                <Ago at={progress.finished_at} />
              </>
            )}
          </Text>
        </div>
        {progress.running && mayRefresh && number !== null && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<X size={14} />}
            onClick={() => cancel(number).catch(notifyError)}
          >
            {t("common:cancel")}
          </Button>
        )}
      </Group>
      {progress.running && (
        <Bar
          value={total > 0 ? (100 * done) / total : 0}
          size="sm"
          mb="md"
          aria-label={t("refresh.running", { done: formatNumber(done), total: formatNumber(total) })}
        />
      )}
      <ul className={classes.tree}>
        {progress.tasks.map((task) => (
          <Task key={task.name} task={task} now={now} />
        ))}
      </ul>
    </>
  );
}

const MARKS = {
  waiting: <Circle size={17} color="var(--mantine-color-placeholder)" />,
  running: <LoaderCircle size={17} className={classes.turning} color="var(--mantine-color-accent-5)" />,
  done: <CircleCheck size={17} color="var(--shoal-up)" />,
  failed: <CircleAlert size={17} color="var(--shoal-down)" />,
  cancelled: <Ban size={17} color="var(--shoal-warn)" />,
  interrupted: <TriangleAlert size={17} color="var(--shoal-warn)" />,
  partly: <TriangleAlert size={17} color="var(--shoal-warn)" />,
} as const;

const markOf = (state: string) => MARKS[state as keyof typeof MARKS] ?? MARKS.waiting;

function Task({ task, now }: { task: TaskOut; now: number }) {
  const { t } = useTranslation("shell");
  const took = elapsed(task.started_at, task.finished_at, now);
  const counted = task.name === "members" && task.state === "running" && task.total > 0;
  return (
    <li className={classes.task}>
      <span className={classes.mark}>{markOf(task.state)}</span>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span className={classes.name}>{t(`progress.task.${task.name}`)}</span>
        <span className={`${classes.quiet} tabular`}>
          {took !== null ? formatDuration(took) : t(`progress.state.${task.state}`)}
        </span>
      </Group>
      <div className={classes.quiet}>
        {counted
          ? t("progress.counted", { done: formatNumber(task.done), total: formatNumber(task.total) })
          : t(`progress.what.${task.name}`)}
      </div>
      {(task.state === "failed" || task.state === "cancelled") && (
        <div className={classes.error}>{inert(task.detail)}</div>
      )}
    </li>
  );
}

function Waiting({ progress }: { progress: ProgressOut }) {
  const { t } = useTranslation("shell");
  const mayRefresh = useMay("marketer");
  return (
    <section aria-label={t("progress.waiting")}>
      <Text fw={600} mb="xs">
        {t("progress.waiting")}
      </Text>
      <ul className={classes.runs}>
        {progress.waiting.map((request) => (
          <li key={request.number}>
            <Group wrap="nowrap" gap={10} px={12} py={8}>
              <Clock size={16} color="var(--shoal-quiet)" style={{ flex: "none" }} />
              <div style={{ flex: 1, minWidth: 0 }}>
                <div className={classes.name}>
                  {request.segments === null
                    ? t("progress.all")
                    : t("progress.some", { count: request.segments.length })}
                </div>
                <div className={classes.quiet}>
                  {t("progress.by", { name: inert(request.by) })} · <Ago at={request.asked_at} />
                </div>
              </div>
              {mayRefresh && (
                <Tooltip label={t("common:cancel")}>
                  <ActionIcon
                    aria-label={t("progress.cancelWaiting")}
                    onClick={() => cancel(request.number).catch(notifyError)}
                  >
                    <X size={15} />
                  </ActionIcon>
                </Tooltip>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Recent({ onNavigate }: { onNavigate: () => void }) {
  const { t } = useTranslation("shell");
  const [open, setOpen] = useState<number | null>(null);
  const recent = usePages(["get", "/api/refreshes"], (cursor, signal) =>
    api.GET("/api/refreshes", { params: { query: { cursor, limit: 12 } }, signal }),
  );
  const runs = recent.items ?? [];
  return (
    <section aria-label={t("progress.recent")}>
      <Text fw={600} mb="xs">
        {t("progress.recent")}
      </Text>
      {recent.isPending && <Skeleton height={180} radius="lg" />}
      {recent.isError && <ErrorState error={recent.error} retry={() => recent.refetch()} />}
      {recent.data && runs.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("progress.none")}
        </Text>
      )}
      {runs.length > 0 && (
        <ul className={classes.runs}>
          {runs.map((run) => (
            <li key={run.id}>
              <Run run={run} open={open === run.id} toggle={() => setOpen(open === run.id ? null : run.id)} />
              {open === run.id && <Made id={run.id} onNavigate={onNavigate} />}
            </li>
          ))}
        </ul>
      )}
      {recent.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt="xs"
          loading={recent.isFetchingNextPage}
          onClick={() => recent.fetchNextPage()}
        >
          {t("common:more")}
        </Button>
      )}
    </section>
  );
}

function Run({ run, open, toggle }: { run: RunOut; open: boolean; toggle: () => void }) {
  const { t } = useTranslation("shell");
  const state = run.state === "done" && run.failed > 0 ? "partly" : run.state;
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <button type="button" className={classes.run} onClick={toggle} aria-expanded={open}>
      <span className={classes.runMark} style={{ marginTop: 1 }}>
        {markOf(state)}
      </span>
      <span style={{ flex: 1, minWidth: 0 }}>
        <span className={classes.name} style={{ display: "block" }}>
          {run.state === "done" || run.state === "running"
            ? t("progress.some", { count: run.segments })
            : t(`progress.state.${run.state}`)}
          {run.failed > 0 && (
            <Badge color="red" size="sm" ml={8}>
              {t("progress.failed", { count: run.failed })}
            </Badge>
          )}
        </span>
        <span className={`${classes.quiet} tabular`} style={{ display: "block" }}>
          <Ago at={run.started_at} />
          {run.finished_at && ` · ${formatDuration(elapsed(run.started_at, run.finished_at, 0))}`}
          {run.started_by && ` · ${t("progress.by", { name: inert(run.started_by) })}`}
        </span>
        {run.error && (
          <span className={classes.error} style={{ display: "block" }}>
            {inert(run.error)}
          </span>
        )}
      </span>
      <span className={classes.quiet} style={{ whiteSpace: "nowrap" }}>
        {t("progress.details")} <Arrow size={13} style={{ verticalAlign: -2 }} />
      </span>
    </button>
  );
}

/** What one refresh made of its segments, those that failed first. */
function Made({ id, onNavigate }: { id: number; onNavigate: () => void }) {
  const { t } = useTranslation("shell");
  const detail = $api.useQuery("get", "/api/refreshes/{id}", { params: { path: { id } } });
  const segments = $api.useQuery("get", "/api/segments", { params: { query: { limit: 200, sort: "name" } } }).data
    ?.items;
  const names = new Map(segments?.map((segment) => [segment.id, segment.name]));
  if (detail.error) return <ErrorState error={detail.error} retry={() => detail.refetch()} />;
  if (!detail.data) return <Skeleton height={12} width="60%" ml={38} mb={12} />;
  if (detail.data.segments.length === 0) return <div className={classes.made}>{t("progress.nothingMade")}</div>;
  return (
    <ul className={classes.made}>
      {detail.data.segments.map((row) => (
        <li key={row.segment}>
          <Link
            to="/segments/$id"
            params={{ id: row.segment }}
            onClick={onNavigate}
            title={inert(names.get(row.segment) ?? row.segment)}
          >
            <bdi>{inert(names.get(row.segment) ?? row.segment)}</bdi>
          </Link>
          <span className={`${classes.quiet} tabular`}>
            {row.status === "ready" ? (
              <>
                {formatNumber(row.members)}
                {row.entered || row.left ? ` (${formatSigned(row.entered)}, ${formatSigned(-(row.left ?? 0))})` : ""}
                {` · ${formatDuration(row.ms)}`}
              </>
            ) : (
              t(`common:status.${row.status}`)
            )}
          </span>
          {row.error && <span className={classes.error}>{inert(row.error)}</span>}
        </li>
      ))}
    </ul>
  );
}
