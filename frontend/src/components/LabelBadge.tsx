import { Badge, Group, Tooltip } from "@mantine/core";
import { formatList } from "@/format";
import { inert } from "./text";

// Those whose dark shade can be read on its light one: not lime, not yellow.
const COLORS = ["violet", "green", "orange", "cyan", "pink", "accent", "teal", "grape", "indigo", "blue"];

/** A label's colour: always the same for the same word. */
export function labelColor(label: string): string {
  let hash = 2166136261;
  for (const unit of label.toLowerCase()) hash = Math.imul(hash ^ unit.codePointAt(0)!, 16777619);
  return COLORS[(hash >>> 0) % COLORS.length]!;
}

export function LabelBadge({ label, rightSection }: { label: string; rightSection?: React.ReactNode }) {
  const text = inert(label);
  return (
    <Badge color={labelColor(label)} rightSection={rightSection} title={text.length > 24 ? text : undefined}>
      <bdi>{text.length > 24 ? `${[...text].slice(0, 23).join("")}…` : text}</bdi>
    </Badge>
  );
}

/** The first labels, and how many more there are. */
export function LabelBadges({
  labels,
  most = 2,
  wrap = false,
}: {
  labels: readonly string[];
  most?: number;
  wrap?: boolean;
}) {
  const more = labels.slice(most);
  return (
    <Group gap={6} wrap={wrap ? "wrap" : "nowrap"}>
      {labels.slice(0, most).map((label) => (
        <LabelBadge key={label} label={label} />
      ))}
      {more.length > 0 && (
        <Tooltip label={formatList(more.slice(0, 30).map(inert))}>
          <Badge color="gray">+{more.length}</Badge>
        </Tooltip>
      )}
    </Group>
  );
}
