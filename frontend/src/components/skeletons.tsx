import { Card, Group, Skeleton, Stack, Table, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

function Loading() {
  const { t } = useTranslation("common");
  return <VisuallyHidden role="status">{t("loading")}</VisuallyHidden>;
}

// Widths that look like words, the same at every render.
const width = (row: number, column: number) => `${45 + ((row * 37 + column * 53) % 45)}%`;

/** Rows of a table that loads: put it inside `<Table.Tbody>`. */
export function TableSkeleton({ rows = 8, columns }: { rows?: number; columns: number }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton are nothing but places
    <Table.Tr key={row} aria-hidden>
      {Array.from({ length: columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: as above
        <Table.Td key={column}>
          <Skeleton height={12} my={5} width={width(row, column)} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));
}

/** A card that loads: a line for its title, then lines or a block of a height. */
export function CardSkeleton({ lines = 3, height }: { lines?: number; height?: number }) {
  return (
    <Card aria-busy>
      <Loading />
      <Skeleton height={12} width="35%" mb="md" />
      {height ? (
        <Skeleton height={height} />
      ) : (
        <Stack gap={10}>
          {Array.from({ length: lines }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Skeleton key={line} height={12} width={width(line, 1)} />
          ))}
        </Stack>
      )}
    </Card>
  );
}

/** A page whose code or data loads: title, one line, a block. */
export function PageSkeleton() {
  return (
    <div style={{ padding: "36px 32px", maxWidth: 1440, marginInline: "auto" }} aria-busy>
      <Loading />
      <Group justify="space-between" mb="xl">
        <div style={{ flex: 1 }}>
          <Skeleton height={22} width={220} mb={10} />
          <Skeleton height={12} width={320} maw="70%" />
        </div>
        <Skeleton height={36} width={130} radius="md" />
      </Group>
      <Skeleton height={360} radius="lg" />
    </div>
  );
}
