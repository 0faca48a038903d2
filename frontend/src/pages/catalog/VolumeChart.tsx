import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCompact, formatDate, formatNumber } from "@/format";
import type { Step } from "./catalog";
import classes from "./catalog.module.css";

/** A bar for each step. */
export function VolumeChart({ steps, label }: { steps: readonly Step[]; label: string }) {
  const { t } = useTranslation("catalog");
  const tooltip = ({ payload }: { payload?: readonly { payload?: unknown }[] }) => {
    const step = payload?.[0]?.payload as Step | undefined;
    return step ? <Hover step={step} /> : null;
  };
  return (
    <section aria-label={label} className={classes.bars}>
      <BarChart
        h={200}
        data={[...steps]}
        dataKey="to"
        series={[{ name: "count", label: t("column.count"), color: "accent.5" }]}
        tickLine="none"
        gridAxis="x"
        valueFormatter={(value) => formatNumber(value)}
        tooltipProps={{ content: tooltip }}
        tooltipAnimationDuration={0}
        xAxisProps={{ tickFormatter: (day: string) => formatDate(day, "short"), minTickGap: 40 }}
        yAxisProps={{ tickFormatter: axisNumber, width: 46, allowDecimals: false }}
        barProps={{ isAnimationActive: false, maxBarSize: 18, radius: [2, 2, 0, 0] }}
        barChartProps={{ margin: { left: 0, right: 4, top: 6 } }}
      />
    </section>
  );
}

/** 8,250, but 12K: what fits beside the axis. */
function axisNumber(value: number): string {
  return value < 10_000 ? formatNumber(value) : formatCompact(value);
}

function Hover({ step }: { step: Step }) {
  return (
    <Paper withBorder shadow="md" px="sm" py={8}>
      <Text fz="xs" c="dimmed">
        {step.from === step.to ? formatDate(step.to) : `${formatDate(step.from, "short")} – ${formatDate(step.to)}`}
      </Text>
      <Text fz="sm" fw={600} className="tabular">
        {formatNumber(step.count)}
      </Text>
    </Paper>
  );
}
