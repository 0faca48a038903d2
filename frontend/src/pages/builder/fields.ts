import { inert } from "@/components/text";
import { formatPercent } from "@/format";
import { type Field, typesOf } from "./catalog";
import type { Option } from "./inputs";

/** Fields to choose from, with the part of the people or events that have each. */
export function fieldOptions(fields: readonly Field[]): Option[] {
  const simple = fields.filter((field) => typesOf(field).length > 0);
  // What every event has beside its own properties comes last.
  const sorted = simple.toSorted(
    (a, b) => Number(a.path.startsWith("context.")) - Number(b.path.startsWith("context.")),
  );
  return sorted.map((field) => ({ value: field.path, label: inert(field.path), note: formatPercent(field.share, 0) }));
}
