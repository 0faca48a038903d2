import { Card, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { ErrorState } from "@/components/EmptyState";
import { formatNumber } from "@/format";
import { useAddress } from "./address";
import { SPANS, stepsOf } from "./catalog";
import classes from "./catalog.module.css";
import { RANGES, type Range } from "./search";

const VolumeChart = lazy(() => import("./VolumeChart").then((file) => ({ default: file.VolumeChart })));

/** How often an event happened, by day or week. */
export function VolumeCard({ event }: { event: string }) {
  const { t } = useTranslation("catalog");
  const [{ range = "90d" }, change] = useAddress();
  const { days, width } = SPANS[range];
  const volume = $api.useQuery(
    "get",
    "/api/catalog/volume",
    { params: { query: { event, days } } },
    { placeholderData: keepPreviousData, staleTime: 60_000 },
  );
  const total = volume.data?.reduce((sum, day) => sum + day.count, 0);
  const loading = <Skeleton h={200} />;
  return (
    <Card>
      <Group justify="space-between" align="flex-start" mb="sm">
        <div>
          <Text component="h3" fz="sm" fw={500} c="dimmed">
            {t(`volume.title.${range}`)}
          </Text>
          <Text className={classes.big} component="div">
            {total === undefined ? <Skeleton h={24} w={90} my={4} /> : formatNumber(total)}
          </Text>
        </div>
        <SegmentedControl
          aria-label={t("volume.range")}
          value={range}
          onChange={(next) => change({ range: next === "90d" ? undefined : (next as Range) })}
          data={RANGES.map((value) => ({ value, label: t(`volume.ranges.${value}`) }))}
        />
      </Group>
      {volume.error ? (
        <ErrorState error={volume.error} retry={() => volume.refetch()} />
      ) : volume.data === undefined ? (
        loading
      ) : total === 0 ? (
        <Text className={classes.none}>{t("volume.none")}</Text>
      ) : (
        <Suspense fallback={loading}>
          <div className={classes.chart} data-stale={volume.isPlaceholderData || undefined}>
            <VolumeChart
              steps={stepsOf(volume.data, width)}
              label={t(width > 1 ? "volume.byWeek" : "volume.byDay", { shown: formatNumber(total) })}
            />
          </div>
        </Suspense>
      )}
    </Card>
  );
}
