import type { DayVolume, EventOut, FieldOut } from "@/api/schema";
import { compareNames } from "@/format";
import type { Range, Sort } from "./search";

const TYPES = ["string", "number", "boolean", "list", "object"] as const;
export type TypeName = (typeof TYPES)[number];
export type TypePart = { type: TypeName; share: number };

/** The types of a field's values with the part that each is, most frequent first. */
export function typesOf(field: Pick<FieldOut, "types">): TypePart[] {
  const present = TYPES.map((type) => ({ type, count: field.types[type] ?? 0 })).filter(({ count }) => count > 0);
  const total = present.reduce((sum, { count }) => sum + count, 0);
  return present.sort((a, b) => b.count - a.count).map(({ type, count }) => ({ type, share: count / total }));
}

/** Values are counted where a field has one of a simple type: not lists, not objects, not what is inside a list. */
export function hasValues(field: Pick<FieldOut, "path" | "types">): boolean {
  return !field.path.includes("[]") && typesOf(field).some(({ type }) => type !== "list" && type !== "object");
}

const folded = (text: string) => text.toLocaleLowerCase();

export type Order = "name" | "count" | "profiles" | "last" | "share";

/** The order after a click on a column's heading: names upwards first, the rest downwards. */
export function nextSort(column: Order, now: Sort): Sort {
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column;
  return column === "name" ? column : `-${column}`;
}

/** An event that was found, and the property by which, where its own name doesn't hold the text. */
export type FoundEvent = { event: EventOut; by: string | null };

/** Events whose name, or the path of one of whose properties, holds the text in any case. Most frequent first. */
export function fittingEvents(events: readonly EventOut[], q = "", sort: Sort = "-count"): FoundEvent[] {
  const wanted = folded(q.trim());
  const found = events.flatMap((event): FoundEvent[] => {
    if (folded(event.name).includes(wanted)) return [{ event, by: null }];
    const by = event.properties.find(({ path }) => folded(path).includes(wanted));
    return by ? [{ event, by: by.path }] : [];
  });
  const by: Partial<Record<string, (a: EventOut, b: EventOut) => number>> = {
    name: (a, b) => compareNames(a.name, b.name),
    count: (a, b) => a.count - b.count,
    profiles: (a, b) => a.profiles - b.profiles,
    last: (a, b) => Date.parse(a.last_seen) - Date.parse(b.last_seen),
  };
  return sorted(
    found,
    by,
    sort,
    "-count",
    ({ event }) => event,
    ({ event }) => event.name,
  );
}

/** Attributes or properties whose path, or one of whose examples, holds the text in any case. By name. */
export function fittingFields(fields: readonly FieldOut[], q = "", sort: Sort = "name"): FieldOut[] {
  const wanted = folded(q.trim());
  const found = fields.filter((field) =>
    [field.path, ...field.examples.map(textOf)].some((text) => folded(text).includes(wanted)),
  );
  const by: Partial<Record<string, (a: FieldOut, b: FieldOut) => number>> = {
    name: (a, b) => compareNames(a.path, b.path),
    share: (a, b) => a.share - b.share,
  };
  return sorted(
    found,
    by,
    sort,
    "name",
    (field) => field,
    (field) => field.path,
  );
}

function sorted<Row, Key>(
  rows: Row[],
  by: Partial<Record<string, (a: Key, b: Key) => number>>,
  sort: Sort,
  otherwise: Sort,
  keyOf: (row: Row) => Key,
  nameOf: (row: Row) => string,
): Row[] {
  // The address may hold an order that only the other tab knows.
  const order = by[sort.replace("-", "")] ? sort : otherwise;
  const compare = by[order.replace("-", "")]!;
  const sign = order.startsWith("-") ? -1 : 1;
  return rows.sort((a, b) => sign * compare(keyOf(a), keyOf(b)) || compareNames(nameOf(a), nameOf(b)));
}

/** A value as it stands in the data, in one line: what one would write into a rule. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** A step of the volume chart: its first day, its last, and how often the event happened in it. */
export type Step = { from: string; to: string; count: number };

/** Days a range has, and how many of them a bar stands for. */
export const SPANS: Record<Range, { days: number; width: number }> = {
  "30d": { days: 30, width: 1 },
  "90d": { days: 90, width: 1 },
  "1y": { days: 364, width: 7 },
};

/** Days put together by so many. The last step ends with the last day; odd days are in the first. */
export function stepsOf(days: readonly DayVolume[], width: number): Step[] {
  const steps: Step[] = [];
  for (let end = days.length; end > 0; end -= width) {
    const some = days.slice(Math.max(end - width, 0), end);
    steps.unshift({ from: some[0]!.day, to: some.at(-1)!.day, count: some.reduce((sum, day) => sum + day.count, 0) });
  }
  return steps;
}
