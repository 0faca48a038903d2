import { ActionIcon, Button, Group, Menu, Stack, Table, Text, VisuallyHidden } from "@mantine/core";
import { EllipsisVertical, Plus, Sigma, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { CatalogOut, MeasureOut } from "@/api/schema";
import { useMay } from "@/api/session";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { TableSkeleton } from "@/components/skeletons";
import { inert } from "@/components/text";
import { formatList } from "@/format";
import { useAddress } from "./address";
import classes from "./catalog.module.css";
import { DeleteMeasure, NewMeasure } from "./MeasureDialogs";
import { Nothing } from "./Nothing";

/** The figures that people gave names. */
export function MeasuresTab({ catalog }: { catalog: CatalogOut | undefined }) {
  const { t } = useTranslation("catalog");
  const may = useMay("marketer");
  const [{ q }, change] = useAddress();
  const measures = $api.useQuery("get", "/api/measures");
  const [making, setMaking] = useState(false);
  const [deleting, setDeleting] = useState<MeasureOut | null>(null);
  const found = useMemo(() => {
    const wanted = (q ?? "").toLowerCase();
    return measures.data?.filter(({ name, words }) => `${name} ${words}`.toLowerCase().includes(wanted));
  }, [measures.data, q]);
  const button = may && (
    <Button leftSection={<Plus size={16} />} onClick={() => setMaking(true)}>
      {t("measures.new")}
    </Button>
  );
  const content = () => {
    if (measures.error) return <ErrorState error={measures.error} retry={() => measures.refetch()} />;
    if (measures.data?.length === 0) {
      return (
        <div className={classes.frame}>
          <EmptyState icon={Sigma} title={t("measures.none")} action={button}>
            {t("measures.why")}
          </EmptyState>
        </div>
      );
    }
    if (found?.length === 0) {
      const all = { label: t("nothing.action"), show: () => change({ q: undefined }) };
      return <Nothing title={t("nothing.measure")} all={all} />;
    }
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      <section className={classes.frame} aria-label={t("tabs.measures")} tabIndex={0}>
        <Table className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("column.name")}</Table.Th>
              <Table.Th scope="col">{t("measures.what")}</Table.Th>
              <Table.Th scope="col">{t("measures.usedBy")}</Table.Th>
              <Table.Th scope="col" w={44}>
                <VisuallyHidden>{t("measures.actions")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found === undefined && <TableSkeleton columns={4} />}
            {found?.map((measure) => (
              <Table.Tr key={measure.id} className={classes.row}>
                <Table.Td>
                  <Text size="sm" fw={550} title={measure.id}>
                    <bdi>{inert(measure.name)}</bdi>
                  </Text>
                  {measure.description && (
                    <Text size="xs" c="dimmed">
                      <bdi>{inert(measure.description)}</bdi>
                    </Text>
                  )}
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{inert(measure.words)}</Text>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" c={measure.used_by.length === 0 ? "dimmed" : undefined}>
                    {measure.used_by.length === 0
                      ? t("measures.unused")
                      : inert(formatList(measure.used_by.slice(0, 3).map(({ name }) => name)))}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {may && (
                    <Menu position="bottom-end">
                      <Menu.Target>
                        <ActionIcon aria-label={t("measures.actionsOf", { name: measure.name })}>
                          <EllipsisVertical size={16} />
                        </ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item color="red" leftSection={<Trash2 size={15} />} onClick={() => setDeleting(measure)}>
                          {t("measures.delete.do")}
                        </Menu.Item>
                      </Menu.Dropdown>
                    </Menu>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    );
  };
  return (
    <Stack gap="md">
      {measures.data && measures.data.length > 0 && <Group justify="flex-end">{button}</Group>}
      {content()}
      {making && <NewMeasure catalog={catalog} onClose={() => setMaking(false)} />}
      {deleting && <DeleteMeasure measure={deleting} onClose={() => setDeleting(null)} />}
    </Stack>
  );
}
