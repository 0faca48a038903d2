import { Card, Group, Skeleton, Switch, Text, Tooltip } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { SegmentedControl } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { ErrorState } from "@/components/EmptyState";
import { formatChange, formatDate, formatDateTime, formatNumber, formatPercent } from "@/format";
import { bucketsOf, daysOf, RANGES, type Range, SHORT_SPAN, startOf } from "./buckets";
import classes from "./details.module.css";
import { useAddress } from "./useAddress";

const TrendChart = lazy(() => import("./Charts").then((charts) => ({ default: charts.TrendChart })));

const DAY = 86_400_000;

type Props = { id: string; members: number | null; total: number; now: number };

/** How many there are, and how that came about. */
export function MembersCard({ id, members, total, now }: Props) {
  const { t } = useTranslation("details");
  const [search, change] = useAddress();
  const custom = search.range === "custom" && search.from !== undefined && search.to !== undefined;
  const range: Range | "custom" = search.range === "custom" ? "custom" : (search.range ?? "30d");
  const [start, end] = useMemo(
    () =>
      custom
        ? [Date.parse(search.from ?? ""), Math.min(Date.parse(search.to ?? "") + DAY, now)]
        : [startOf(search.range && search.range !== "custom" ? search.range : "30d", now), now],
    [custom, search.from, search.to, search.range, now],
  );
  const span = (from: number) =>
    $api.queryOptions("get", "/api/segments/{id}/trend", {
      params: { path: { id }, query: { start: new Date(from).toISOString(), end: new Date(end).toISOString() } },
    });
  const trend = useQuery({ ...span(start), placeholderData: keepPreviousData, enabled: end > start });
  // A segment that was made lately has too few days to draw: then each of its refreshes is a point.
  const young = (trend.data?.points.length ?? 0) < 3 && end - start > SHORT_SPAN;
  const lately = useQuery({ ...span(end - SHORT_SPAN), enabled: trend.data !== undefined && young });
  const points = (young ? lately.data : trend.data)?.points;
  const buckets = useMemo(() => {
    if (points === undefined) return [];
    return young || end - start <= SHORT_SPAN
      ? bucketsOf(points, Math.max(start, end - SHORT_SPAN), end)
      : daysOf(points);
  }, [points, young, start, end]);
  const firstPoint = young ? points?.[0] : undefined;
  const delta = trend.data?.change ?? null;
  return (
    <Card className={classes.card}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Text className={classes.title} component="h2">
            {t("trend.members")}
          </Text>
          <Group gap={8} align="baseline">
            <Text className={classes.big} aria-live="polite">
              {formatNumber(members)}
            </Text>
            {delta !== null && trend.data?.since && (
              <>
                <Text fz="sm" fw={550} c={delta < 0 ? "var(--shoal-down)" : delta > 0 ? "var(--shoal-up)" : "dimmed"}>
                  {formatChange(delta)}
                </Text>
                <Text fz="sm" c="dimmed" title={formatDateTime(trend.data.since)}>
                  {t("trend.since", { date: formatDate(trend.data.since) })}
                </Text>
              </>
            )}
            {members !== null && total > 0 && (
              <Text fz="sm" c="dimmed">
                {t("trend.share", { share: formatPercent(members / total) })}
              </Text>
            )}
          </Group>
        </div>
        <Group gap={8}>
          <SegmentedControl
            aria-label={t("trend.range")}
            value={range}
            onChange={(next) =>
              change(
                next === "custom"
                  ? { range: "custom", from: search.from ?? isoDay(now - 29 * DAY), to: search.to ?? isoDay(now) }
                  : { range: next === "30d" ? undefined : (next as Range), from: undefined, to: undefined },
              )
            }
            data={[...RANGES, "custom" as const].map((value) => ({ value, label: t(`trend.ranges.${value}`) }))}
          />
        </Group>
      </Group>
      <Group gap="md" mt={10} mih={28}>
        {range === "custom" && (
          <DatePickerInput
            type="range"
            size="xs"
            w={230}
            aria-label={t("trend.days")}
            valueFormatter={({ date }) =>
              Array.isArray(date)
                ? date.map((day) => (day ? formatDate(String(day).slice(0, 10)) : "…")).join(" – ")
                : ""
            }
            maxDate={isoDay(now)}
            allowSingleDateInRange
            defaultValue={[search.from ?? null, search.to ?? null]}
            onChange={([from, to]) => from && to && change({ from: from.slice(0, 10), to: to.slice(0, 10) })}
          />
        )}
        <Switch
          size="xs"
          label={t("trend.changes")}
          checked={search.changes === true}
          onChange={(event) => change({ changes: event.currentTarget.checked || undefined })}
        />
        <Tooltip label={t("trend.zeroWhy")}>
          <div>
            <Switch
              size="xs"
              label={t("trend.zero")}
              checked={search.zero === true}
              onChange={(event) => change({ zero: event.currentTarget.checked || undefined })}
            />
          </div>
        </Tooltip>
      </Group>
      <div className={classes.chart} data-stale={trend.isPlaceholderData || undefined}>
        {trend.error ? (
          <ErrorState error={trend.error} retry={() => trend.refetch()} />
        ) : trend.isPending || (young && lately.isPending) ? (
          <Skeleton h={292} mt={14} />
        ) : buckets.length === 0 ? (
          <Text className={classes.none}>{t(members === null ? "trend.never" : "trend.none")}</Text>
        ) : (
          <Suspense fallback={<Skeleton h={292} mt={14} />}>
            <TrendChart
              buckets={buckets}
              changes={search.changes === true}
              fromZero={search.zero === true}
              label={t("trend.label", {
                from: formatDate(buckets[0]?.at),
                to: formatDate(buckets.at(-1)?.at),
                least: formatNumber(Math.min(...buckets.map((bucket) => bucket.members ?? 0))),
                most: formatNumber(Math.max(...buckets.map((bucket) => bucket.members ?? 0))),
              })}
            />
          </Suspense>
        )}
      </div>
      {firstPoint !== undefined && buckets.length > 0 && (
        <Text fz="xs" c="dimmed" mt={6}>
          {t("trend.young", { when: formatDateTime(firstPoint.at) })}
        </Text>
      )}
    </Card>
  );
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
