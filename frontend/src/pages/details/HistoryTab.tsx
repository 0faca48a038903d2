import { Button, Card, Center, Code, Group, Table, Text, Tooltip, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight, History } from "lucide-react";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { SegmentRunOut } from "@/api/schema";
import { Ago } from "@/components/Ago";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { type Status, StatusDot } from "@/components/StatusDot";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatDateTime, formatDuration, formatNumber, formatSigned } from "@/format";
import classes from "./details.module.css";

/** What each refresh made of the segment, newest first. */
export function HistoryTab({ id }: { id: string }) {
  const { t } = useTranslation("details");
  const runs = useInfiniteQuery({
    queryKey: ["get", "/api/segments/{id}/refreshes", { params: { path: { id } } }, "all"],
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.GET("/api/segments/{id}/refreshes", {
          params: { path: { id }, query: { cursor: pageParam, limit: 20 } },
          signal,
        })
      ).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page?.next ?? undefined,
  });
  const rows = runs.data?.pages.flatMap((page) => page?.items ?? []) ?? [];
  if (runs.error) return <ErrorState error={runs.error} retry={() => runs.refetch()} />;
  if (!runs.isPending && rows.length === 0) {
    return (
      <Card>
        <EmptyState icon={History} title={t("history.none")}>
          {t("history.noneWhy")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card padding={0} className={classes.tableCard}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section className={classes.tableScroll} tabIndex={0} aria-label={t("tabs.history")}>
        <Table miw={720}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("history.when")}</Table.Th>
              <Table.Th>{t("history.status")}</Table.Th>
              <Table.Th ta="end">{t("trend.members")}</Table.Th>
              <Table.Th ta="end">{t("trend.entered")}</Table.Th>
              <Table.Th ta="end">{t("trend.left")}</Table.Th>
              <Table.Th ta="end">{t("history.took")}</Table.Th>
              <Table.Th>{t("history.by")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.isPending ? (
              <TableSkeleton columns={7} rows={4} />
            ) : (
              rows.map((run) => <Run key={run.run} run={run} />)
            )}
          </Table.Tbody>
        </Table>
      </section>
      {runs.hasNextPage && (
        <Center py="sm">
          <Button variant="subtle" loading={runs.isFetchingNextPage} onClick={() => runs.fetchNextPage()}>
            {t("common:more")}
          </Button>
        </Center>
      )}
    </Card>
  );
}

function Run({ run }: { run: SegmentRunOut }) {
  const { t } = useTranslation("details");
  const [open, setOpen] = useState(false);
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td>
          <Tooltip label={t("history.asOf", { when: formatDateTime(run.as_of, true) })}>
            <span>
              <Ago at={run.started_at} />
            </span>
          </Tooltip>
        </Table.Td>
        <Table.Td>
          <Group gap={8} wrap="nowrap">
            <StatusDot status={run.status as Status} />
            {run.error && (
              <UnstyledButton
                fz="sm"
                c="var(--mantine-color-error)"
                aria-expanded={open}
                onClick={() => setOpen(!open)}
              >
                <Group gap={2} wrap="nowrap">
                  {open ? <ChevronDown size={15} /> : <ChevronRight size={15} />}
                  {t("history.why")}
                </Group>
              </UnstyledButton>
            )}
          </Group>
        </Table.Td>
        <Table.Td ta="end">{formatNumber(run.members)}</Table.Td>
        <Table.Td ta="end" c={run.entered ? "var(--shoal-up)" : "dimmed"}>
          {formatSigned(run.entered)}
        </Table.Td>
        <Table.Td ta="end" c={run.left ? "var(--shoal-down)" : "dimmed"}>
          {formatSigned(run.left === null ? null : -run.left)}
        </Table.Td>
        <Table.Td ta="end">{formatDuration(run.ms)}</Table.Td>
        <Table.Td>
          <Text fz="sm" truncate maw={180}>
            {run.started_by ? <Name>{run.started_by}</Name> : t("history.itself")}
          </Text>
        </Table.Td>
      </Table.Tr>
      {open && run.error && (
        <Table.Tr>
          <Table.Td colSpan={7}>
            <Code block style={{ whiteSpace: "pre-wrap" }}>
              {inert(run.error)}
            </Code>
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}
