import { Badge, Button, Card, Center, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SegmentDetail, VersionOut } from "@/api/schema";
import { useMay } from "@/api/session";
import { Ago } from "@/components/Ago";
import { ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { notifyError, notifyUndo } from "@/components/notify";
import { CardSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import classes from "./details.module.css";
import { Words } from "./Words";

/** Every saved version, newest first: what it changed, who and when, and the way back to it. */
export function VersionsTab({ segment }: { segment: SegmentDetail }) {
  const { t } = useTranslation("details");
  const client = useQueryClient();
  const may = useMay("marketer");
  const { id } = segment;
  const versions = useInfiniteQuery({
    queryKey: ["get", "/api/segments/{id}/versions", { params: { path: { id } } }, "all"],
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.GET("/api/segments/{id}/versions", {
          params: { path: { id }, query: { cursor: pageParam, limit: 20 } },
          signal,
        })
      ).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page?.next ?? undefined,
  });
  const back = async (version: number) => {
    await api.POST("/api/segments/{id}/versions/{version}/rollback", { params: { path: { id, version } } });
    await client.invalidateQueries();
  };
  const rollback = useMutation({
    mutationFn: async (version: number) => {
      const before = segment.version;
      await back(version);
      return before;
    },
    onSuccess: (before, version) => notifyUndo(t("versions.done", { version }), () => back(before)),
    onError: notifyError,
  });
  const rows = versions.data?.pages.flatMap((page) => page?.items ?? []) ?? [];
  if (versions.error) return <ErrorState error={versions.error} retry={() => versions.refetch()} />;
  if (versions.isPending) return <CardSkeleton lines={5} />;
  return (
    <Card>
      <ol className={classes.versions}>
        {rows.map((version) => (
          <Version
            key={version.version}
            version={version}
            current={version.version === segment.version}
            busy={rollback.isPending && rollback.variables === version.version}
            restore={may ? () => rollback.mutate(version.version) : undefined}
          />
        ))}
      </ol>
      {versions.hasNextPage && (
        <Center mt="sm">
          <Button variant="subtle" loading={versions.isFetchingNextPage} onClick={() => versions.fetchNextPage()}>
            {t("common:more")}
          </Button>
        </Center>
      )}
    </Card>
  );
}

const SAID = new Set(["activate", "deactivate"]);

type VersionProps = { version: VersionOut; current: boolean; busy: boolean; restore: (() => void) | undefined };

function Version({ version, current, busy, restore }: VersionProps) {
  const { t } = useTranslation("details");
  // Beside "activated" a line that says so again is one too many.
  const said = version.difference.length === 1 && SAID.has(version.change);
  return (
    <li>
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <div style={{ minWidth: 0 }}>
          <Group gap={8}>
            <Text fw={600}>{t("versions.number", { version: version.version })}</Text>
            {current && <Badge color="green">{t("versions.current")}</Badge>}
            <Text fz="sm" c="dimmed">
              {t(`versions.changes.${version.change}`, { defaultValue: version.change })} ·{" "}
              <Name>{version.changed_by}</Name> · <Ago at={version.changed_at} />
            </Text>
          </Group>
          {said ? null : version.difference.length > 0 ? (
            <Stack component="ul" gap={3} className={classes.difference}>
              {version.difference.map((line) => (
                <li key={line}>
                  <Words text={line} />
                </li>
              ))}
            </Stack>
          ) : (
            version.words && (
              <Text fz="sm" mt={4} lineClamp={3} title={inert(version.words)}>
                <Words text={version.words} />
              </Text>
            )
          )}
        </div>
        {!current && restore && (
          <Button
            variant="default"
            size="xs"
            flex="none"
            leftSection={<RotateCcw size={14} />}
            loading={busy}
            onClick={restore}
            aria-label={t("versions.restoreLabel", { version: version.version })}
          >
            {t("versions.restore")}
          </Button>
        )}
      </Group>
    </li>
  );
}
