import { Button, Group, Table, Text } from "@mantine/core";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { formatNumber } from "@/format";
import { type Unmatched as Row, saveText } from "./api";
import { writeCsv } from "./csv";

const SHOWN = 100;

type Props = {
  unmatched: readonly Row[];
  /** How many there are in all, when `unmatched` is the first of them only. */
  total?: number;
};

/** The identifiers that stand for nobody, or for several people: the first of them, and all as a file. */
export function Unmatched({ unmatched, total = unmatched.length }: Props) {
  const { t } = useTranslation("static");
  if (total === 0) return null;
  const reason = (row: Row) =>
    row.reason === "unknown" || row.reason === "ambiguous" ? t(`reason.${row.reason}`) : inert(row.reason);
  const download = () => {
    const head = [t("unmatched.line"), t("unmatched.text"), t("unmatched.reason")];
    saveText(writeCsv([head, ...unmatched.map((row) => [row.line, row.text, reason(row)])]), "unmatched.csv");
  };
  const shown = unmatched.slice(0, SHOWN);
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text fw={550}>{t("unmatched.title", { count: total, shown: formatNumber(total) })}</Text>
        <Button variant="subtle" size="compact-sm" leftSection={<Download size={14} />} onClick={download}>
          {t("unmatched.download")}
        </Button>
      </Group>
      <Table.ScrollContainer
        minWidth={280}
        maxHeight={220}
        type="native"
        tabIndex={0}
        aria-label={t("unmatched.label")}
        role="region"
      >
        <Table verticalSpacing={5} horizontalSpacing="xs" fz="xs" stickyHeader highlightOnHover={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={60}>{t("unmatched.line")}</Table.Th>
              <Table.Th>{t("unmatched.text")}</Table.Th>
              <Table.Th>{t("unmatched.reason")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((row) => (
              <Table.Tr key={row.line}>
                <Table.Td>{formatNumber(row.line)}</Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  <bdi>{inert(row.text)}</bdi>
                </Table.Td>
                <Table.Td>{reason(row)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {total > shown.length && (
        <Text size="xs" c="dimmed" mt={6}>
          {unmatched.length < total
            ? t("unmatched.kept", { kept: formatNumber(unmatched.length), total: formatNumber(total) })
            : t("unmatched.first", { count: SHOWN })}
        </Text>
      )}
    </div>
  );
}
