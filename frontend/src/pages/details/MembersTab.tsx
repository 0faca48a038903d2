import { Anchor, Button, Card, Group, Menu, MultiSelect, Popover, Table, Text, TextInput } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Columns3, FileDown, Search, UserX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { useDebounced } from "@/components/useDebounced";
import { formatNumber } from "@/format";
import { Face } from "../profile/Face";
import { Value } from "../profile/Value";
import classes from "./details.module.css";
import { useAddress } from "./useAddress";

export const SHOWN_MEMBERS = 100;
const FIRST_COLUMNS = ["country", "city", "plan"];

type Props = { id: string; members: number | null };

/** The first hundred members with columns to choose; what was typed is searched for in all of them. */
export function MembersTab({ id, members }: Props) {
  const { t } = useTranslation("details");
  const [search, change] = useAddress();
  const [text, setText] = useState(search.q ?? "");
  const q = useDebounced(text.trim(), 300);
  const catalog = $api.useQuery("get", "/api/catalog");
  const paths = (catalog.data?.attributes ?? []).map((attribute) => attribute.path);
  const columns = search.columns ?? FIRST_COLUMNS.filter((path) => paths.includes(path));
  const found = $api.useQuery(
    "get",
    "/api/segments/{id}/members",
    { params: { path: { id }, query: { columns, q, limit: SHOWN_MEMBERS } } },
    { placeholderData: keepPreviousData, enabled: search.columns !== undefined || !catalog.isPending },
  );
  const rows = found.data?.items ?? [];
  const counted = (total: number, shown: number) => {
    if (q !== "") {
      return shown < SHOWN_MEMBERS
        ? t("members.found", { count: shown, n: formatNumber(shown) })
        : t("members.foundMany", { n: formatNumber(shown) });
    }
    return total > shown
      ? t("members.first", { shown: formatNumber(shown), total: formatNumber(total) })
      : t("members.all", { count: total, n: formatNumber(total) });
  };
  if (members === 0 && !q) {
    return (
      <Card>
        <EmptyState icon={UserX} title={t("members.nobody")}>
          {t("members.nobodyWhy")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <Group justify="space-between" mb="sm" gap="sm">
        <Group gap="sm" flex={1} miw={220}>
          <TextInput
            type="search"
            w={260}
            leftSection={<Search size={15} />}
            placeholder={t("members.search")}
            aria-label={t("members.search")}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              change({ q: event.currentTarget.value.trim() || undefined });
            }}
          />
          <Text fz="sm" c="dimmed" aria-live="polite">
            {found.data && !found.isPlaceholderData && counted(found.data.total, rows.length)}
          </Text>
        </Group>
        <Group gap="xs">
          <Popover position="bottom-end" width={320} trapFocus>
            <Popover.Target>
              <Button variant="default" leftSection={<Columns3 size={16} />}>
                {t("members.columns")}
              </Button>
            </Popover.Target>
            <Popover.Dropdown>
              <MultiSelect
                label={t("members.columnsLabel")}
                data={[...new Set([...paths, ...columns])]}
                value={columns}
                onChange={(next) => change({ columns: next.length > 0 ? next : undefined })}
                searchable
                clearable
                maxValues={12}
                comboboxProps={{ withinPortal: false }}
                nothingFoundMessage={t("members.noColumn")}
              />
            </Popover.Dropdown>
          </Popover>
          <DownloadMenu id={id} columns={columns} />
        </Group>
      </Group>
      {found.error ? (
        <ErrorState error={found.error} retry={() => found.refetch()} />
      ) : (
        <Card padding={0} className={classes.tableCard}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
          <section className={classes.tableScroll} tabIndex={0} aria-label={t("tabs.members")}>
            <Table stickyHeader className={classes.table} data-stale={found.isPlaceholderData || undefined}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th className={classes.person}>{t("members.person")}</Table.Th>
                  {columns.map((path) => (
                    <Table.Th key={path}>
                      <bdi>{inert(path)}</bdi>
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.isPending ? (
                  <TableSkeleton columns={columns.length + 1} />
                ) : (
                  rows.map((member) => (
                    <Table.Tr key={member.id}>
                      <Table.Td className={classes.person}>
                        <Group gap={10} wrap="nowrap">
                          <Face name={member.name} id={member.id} />
                          <div style={{ minWidth: 0 }}>
                            <Anchor
                              renderRoot={(props) => <Link {...props} to="/profiles/$id" params={{ id: member.id }} />}
                              fz="sm"
                              className={classes.memberName}
                              title={inert(member.name ?? member.id)}
                            >
                              <Name>{member.name ?? member.id}</Name>
                            </Anchor>
                            <Text fz="xs" c="dimmed" truncate maw={260}>
                              <Name>{member.detail ?? (member.name ? member.id : "")}</Name>
                            </Text>
                          </div>
                        </Group>
                      </Table.Td>
                      {columns.map((path) => (
                        <Table.Td key={path} className={classes.cell}>
                          <Value value={member.values[path]} clamp />
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  ))
                )}
              </Table.Tbody>
            </Table>
          </section>
          {!found.isPending && rows.length === 0 && (
            <EmptyState
              icon={Search}
              title={t("members.noMatch")}
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setText("");
                    change({ q: undefined });
                  }}
                >
                  {t("members.clear")}
                </Button>
              }
            />
          )}
        </Card>
      )}
    </>
  );
}

/** All members as a file, in the columns that are shown. */
export function DownloadMenu({ id, columns }: { id: string; columns: readonly string[] }) {
  const { t } = useTranslation("details");
  const link = (format: string) => {
    const query = new URLSearchParams([["format", format], ...columns.map((path) => ["columns", path])]);
    return `/api/segments/${encodeURIComponent(id)}/export?${query}`;
  };
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" leftSection={<FileDown size={16} />}>
          {t("download.button")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("download.what")}</Menu.Label>
        {(["csv", "parquet"] as const).map((format) => (
          <Menu.Item key={format} component="a" href={link(format)} download>
            {t(`download.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
