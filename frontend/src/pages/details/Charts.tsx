import { AreaChart, BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCompact, formatDate, formatDateTime, formatNumber, formatSigned, formatTime } from "@/format";
import type { Bucket } from "./buckets";
import classes from "./Charts.module.css";

const DAY = 86_400_000;

type TrendProps = { buckets: readonly Bucket[]; changes: boolean; fromZero: boolean; label: string };

/** Members over time; below it, if wanted, who entered and left in each step. */
export function TrendChart({ buckets, changes, fromZero, label }: TrendProps) {
  const { t } = useTranslation("details");
  const span = (buckets.at(-1)?.at ?? 0) - (buckets[0]?.at ?? 0);
  const tick = (at: number) => (span < 2 * DAY ? formatTime(at) : formatDate(at, "short"));
  const data = buckets.map((bucket) => ({ ...bucket, gone: -bucket.left }));
  const tooltip = ({ payload }: { payload?: readonly { payload?: unknown }[] }) => {
    const bucket = payload?.[0]?.payload as Bucket | undefined;
    return bucket ? <Hover bucket={bucket} exact={span < 20 * DAY} /> : null;
  };
  const shared = {
    data,
    dataKey: "at",
    withLegend: false,
    tickLine: "none" as const,
    tooltipProps: { content: tooltip },
    tooltipAnimationDuration: 0,
    unit: "",
  };
  return (
    <section className={classes.trend} aria-label={label}>
      <AreaChart
        {...shared}
        h={changes ? 196 : 292}
        series={[{ name: "members", label: t("trend.members"), color: "accent.6" }]}
        curveType="monotone"
        gridAxis="x"
        withDots={buckets.length < 3}
        fillOpacity={0.18}
        connectNulls
        valueFormatter={(value) => formatNumber(value)}
        xAxisProps={{ tickFormatter: tick, minTickGap: 48, hide: changes }}
        yAxisProps={{
          domain: fromZero ? [0, "auto"] : ["auto", "auto"],
          tickFormatter: axisNumber,
          width: 52,
          allowDecimals: false,
        }}
        areaProps={{ isAnimationActive: false }}
        areaChartProps={{ syncId: "trend", margin: { left: 0, right: 6, top: 6 } }}
      />
      {changes && (
        <BarChart
          {...shared}
          h={96}
          type="stacked"
          series={[
            { name: "entered", label: t("trend.entered"), color: "green.6" },
            { name: "gone", label: t("trend.left"), color: "red.5" },
          ]}
          gridAxis="none"
          valueFormatter={(value) => formatNumber(Math.abs(value))}
          xAxisProps={{ tickFormatter: tick, minTickGap: 48 }}
          yAxisProps={{
            tickFormatter: (value: number) => formatCompact(Math.abs(value)),
            width: 52,
            allowDecimals: false,
          }}
          barProps={{ isAnimationActive: false, maxBarSize: 14 }}
          barChartProps={{ syncId: "trend", stackOffset: "sign", margin: { left: 0, right: 6, top: 4 } }}
        />
      )}
    </section>
  );
}

/** 18,250, but 1.8M: what fits beside the axis. */
function axisNumber(value: number): string {
  return Math.abs(value) < 100_000 ? formatNumber(value, 1) : formatCompact(value);
}

function Hover({ bucket, exact }: { bucket: Bucket; exact: boolean }) {
  const { t } = useTranslation("details");
  return (
    <Paper withBorder shadow="md" px="sm" py={8} className={classes.hover}>
      <Text fw={600} fz="sm">
        {exact ? formatDateTime(bucket.at) : formatDate(bucket.at)}
      </Text>
      <dl className={classes.facts}>
        <dt>{t("trend.members")}</dt>
        <dd>{formatNumber(bucket.members)}</dd>
        <dt>{t("trend.entered")}</dt>
        <dd data-kind="up">{formatSigned(bucket.entered)}</dd>
        <dt>{t("trend.left")}</dt>
        <dd data-kind="down">{formatSigned(-bucket.left)}</dd>
      </dl>
    </Paper>
  );
}
