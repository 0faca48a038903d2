import { Avatar } from "@mantine/core";
import { inert } from "@/components/text";

/** The first letters of a name in a colour of its own; decoration. */
export function Face({ name, id, size = 34 }: { name: string | null; id: string; size?: number }) {
  return (
    <Avatar size={size} radius="md" variant="light" color={colorOf(id)} aria-hidden>
      {initials(name ?? "")}
    </Avatar>
  );
}

// Those whose dark shade can be read on the light one.
const COLORS = ["accent", "violet", "green", "cyan", "pink", "grape", "blue", "teal"];

/** Always the same for the same person. */
function colorOf(id: string): string {
  let hash = 0;
  for (const unit of id) hash = (Math.imul(hash, 31) + (unit.codePointAt(0) ?? 0)) >>> 0;
  return COLORS[hash % COLORS.length] ?? "accent";
}

const letters = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first letter of the first and of the last word that begin with a letter. */
export function initials(name: string): string {
  const words = inert(name)
    .split(/[\s._@-]+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = (word: string | undefined) => (word ? ([...letters.segment(word)][0]?.segment ?? "") : "");
  const last = words.length > 1 && !name.includes("@") ? first(words.at(-1)) : "";
  return (first(words[0]) + last).toLocaleUpperCase() || "?";
}
