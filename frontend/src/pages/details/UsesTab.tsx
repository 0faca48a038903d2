import { Anchor, Card, SimpleGrid, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Unlink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { Use } from "@/api/schema";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { CardSkeleton } from "@/components/skeletons";
import classes from "./details.module.css";
import { UsesGraph } from "./UsesGraph";

/** What depends on the segment, and what it is built on. */
export function UsesTab({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation("details");
  const uses = $api.useQuery("get", "/api/segments/{id}/uses", { params: { path: { id } } });
  if (uses.error) return <ErrorState error={uses.error} retry={() => uses.refetch()} />;
  if (uses.data === undefined) return <CardSkeleton lines={4} />;
  const { used_by: direct, all_used_by: all, depends_on: below } = uses.data;
  const indirect = all.filter((use) => !direct.some((one) => one.kind === use.kind && one.id === use.id));
  if (all.length === 0 && below.length === 0) {
    return (
      <Card>
        <EmptyState icon={Unlink} title={t("uses.none")}>
          {t("uses.noneWhy")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <Card mb="md">
        <Text className={classes.title} component="h2" mb="sm">
          {t("uses.graph")}
        </Text>
        <UsesGraph name={name} below={below} direct={direct} indirect={indirect} />
      </Card>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Uses title={t("uses.direct")} uses={direct} none={t("uses.noDirect")} />
        <Uses title={t("uses.indirect")} uses={indirect} none={t("uses.noIndirect")} />
        <Uses title={t("uses.below")} uses={below} none={t("uses.noBelow")} />
      </SimpleGrid>
    </>
  );
}

function Uses({ title, uses, none }: { title: string; uses: readonly Use[]; none: string }) {
  const { t } = useTranslation("details");
  return (
    <Card>
      <Text className={classes.title} component="h3" mb={8}>
        {title}
      </Text>
      {uses.length === 0 ? (
        <Text fz="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <ul className={classes.uses}>
          {uses.map((use) => (
            <li key={`${use.kind} ${use.id}`}>
              {use.kind === "segment" ? (
                <Anchor renderRoot={(props) => <Link {...props} to="/segments/$id" params={{ id: use.id }} />}>
                  <Name>{use.name}</Name>
                </Anchor>
              ) : (
                <Name>{use.name}</Name>
              )}
              <Text span fz="xs" c="dimmed">
                {t(`uses.kinds.${use.kind}`, { defaultValue: use.kind })}
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
