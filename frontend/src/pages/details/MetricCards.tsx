import { Card, SimpleGrid, Skeleton, Text, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { MetricOut } from "@/api/schema";
import { ErrorState } from "@/components/EmptyState";
import { formatDuration, formatMoney, formatNumber, formatPercent, NONE } from "@/format";
import classes from "./details.module.css";

const CARDS = ["messages_sent", "push_click_average", "app_opens", "time_in_app", "revenue"] as const;
type Name = (typeof CARDS)[number];

const SHOWN: Record<Name, (value: number, metric: MetricOut) => string> = {
  messages_sent: (value) => formatNumber(value),
  push_click_average: (value) => formatPercent(value),
  app_opens: (value) => formatNumber(value, 1),
  time_in_app: (value) => formatDuration(value * 1000),
  revenue: (value, metric) => formatMoney(value, metric.unit),
};

/** Five numbers about the members, each with that of all profiles; where there is none, why. */
export function MetricCards({ id }: { id: string }) {
  const { t } = useTranslation("details");
  const metrics = $api.useQuery("get", "/api/segments/{id}/metrics", { params: { path: { id } } });
  if (metrics.error) return <ErrorState error={metrics.error} retry={() => metrics.refetch()} />;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="md" aria-busy={metrics.isPending}>
      {CARDS.map((name) => {
        const metric = metrics.data?.[name];
        const shown = (value: number | null) => (value === null || !metric ? NONE : SHOWN[name](value, metric));
        return (
          <Card key={name} padding="md" className={classes.metric}>
            <Tooltip label={t(`metrics.${name}.what`)}>
              <Text className={classes.title} component="h2" tabIndex={0}>
                {t(`metrics.${name}.name`)}
              </Text>
            </Tooltip>
            {metric === undefined ? (
              <Skeleton h={26} w="60%" my={4} />
            ) : (
              <>
                <Text className={classes.number} c={metric.value === null ? "dimmed" : undefined}>
                  {shown(metric.value)}
                </Text>
                {metric.value === null && metric.reason && (
                  <Text fz="xs" c="dimmed">
                    {metric.reason}
                  </Text>
                )}
                {metric.all !== null && (
                  <Text fz="xs" c="dimmed">
                    {t(name === "messages_sent" ? "metrics.allSends" : "metrics.all", { value: shown(metric.all) })}
                  </Text>
                )}
              </>
            )}
          </Card>
        );
      })}
    </SimpleGrid>
  );
}
