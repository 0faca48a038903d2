import { Card, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { ErrorState } from "@/components/EmptyState";
import { formatCompact, formatNumber, formatPercent } from "@/format";
import classes from "./details.module.css";
import { Ring } from "./Ring";

const COLORS: Record<string, string> = {
  iOS: "var(--mantine-color-accent-6)",
  Android: "var(--mantine-color-green-5)",
  Web: "var(--mantine-color-yellow-5)",
};
const MORE = ["var(--mantine-color-cyan-6)", "var(--mantine-color-pink-5)", "var(--mantine-color-gray-5)"];

/** On what the members are, and how they can be reached. Somebody may count in several. */
export function AudienceCard({ id }: { id: string }) {
  const { t } = useTranslation("details");
  const audience = $api.useQuery("get", "/api/segments/{id}/audience", { params: { path: { id } } });
  const members = audience.data?.members ?? 0;
  const platforms = Object.entries(audience.data?.platforms ?? {}).sort((a, b) => b[1] - a[1]);
  const held = platforms.filter(([, count]) => count > 0);
  const slices = held.map(([name, value], i) => ({
    name,
    value,
    color: COLORS[name] ?? MORE[i % MORE.length] ?? "gray",
  }));
  const reachable = Object.entries(audience.data?.reachable ?? {}).sort((a, b) => b[1] - a[1]);
  return (
    <Card className={classes.card}>
      <Text className={classes.title} component="h2">
        {t("audience.platforms")}
      </Text>
      {audience.error ? (
        <ErrorState error={audience.error} retry={() => audience.refetch()} />
      ) : audience.isPending ? (
        <Skeleton circle h={150} mx="auto" mt="md" />
      ) : (
        <>
          {slices.length === 0 ? (
            <Text className={classes.none}>{t(members === 0 ? "audience.nobody" : "audience.noDevices")}</Text>
          ) : (
            <>
              <div className={classes.ring}>
                <Ring slices={slices} label={members < 100_000 ? formatNumber(members) : formatCompact(members)} />
              </div>
              <ul className={classes.legend}>
                {slices.map((slice) => (
                  <li key={slice.name}>
                    <span className={classes.swatch} style={{ background: slice.color }} />
                    <bdi className={classes.ellipsis}>{slice.name}</bdi>
                    <span className="tabular">{formatNumber(slice.value)}</span>
                    <span className={classes.legendShare}>{formatPercent(slice.value / members, 0)}</span>
                  </li>
                ))}
              </ul>
              <Text fz="xs" c="dimmed" mt={4}>
                {t("audience.several")}
              </Text>
            </>
          )}
          {reachable.length > 0 && members > 0 && (
            <>
              <Text className={classes.title} component="h3" mt="md" mb={6}>
                {t("audience.reachable")}
              </Text>
              <ul className={classes.reach}>
                {reachable.map(([channel, count]) => (
                  <li key={channel}>
                    <span>{t(`audience.channels.${channel}`, { defaultValue: channel })}</span>
                    <span className={classes.meter} aria-hidden>
                      <span style={{ width: `${(count / members) * 100}%` }} />
                    </span>
                    <span className="tabular">{formatNumber(count)}</span>
                    <span className={classes.legendShare}>{formatPercent(count / members, 0)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Card>
  );
}
