import { Group, Text } from "@mantine/core";
import { formatNumber } from "@/format";

/** A few numbers beside each other, each with its word beneath. */
export function Figures({ of }: { of: readonly { label: string; value: number; warn?: boolean }[] }) {
  return (
    <Group gap="xl" role="status">
      {of.map(({ label, value, warn }) => (
        <div key={label}>
          <Text fz={22} fw={600} className="tabular" c={warn && value > 0 ? "var(--shoal-warn)" : undefined}>
            {formatNumber(value)}
          </Text>
          <Text size="xs" c="dimmed">
            {label}
          </Text>
        </div>
      ))}
    </Group>
  );
}
