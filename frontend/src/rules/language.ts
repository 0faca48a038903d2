/** The words of the rule language: kinds of conditions, types, operators and what each operator takes. */

export const VALUE_TYPES = ["string", "number", "boolean", "date", "version", "list"] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** What stands at the right of an operator. */
export type Operand =
  | "none"
  | "scalar"
  | "scalars"
  | "pair"
  | "duration"
  | "days"
  | "test"
  | "tree"
  | "month"
  | "weekday"
  | "percent";

/** Operators of every type; they take nothing. */
export const ANY_OPERATORS = ["is_set", "is_missing"] as const;

export const OPERATORS: Record<ValueType, Readonly<Record<string, Operand>>> = {
  string: {
    is: "scalar",
    is_not: "scalar",
    is_any_of: "scalars",
    is_none_of: "scalars",
    contains: "scalar",
    not_contains: "scalar",
    starts_with: "scalar",
    ends_with: "scalar",
    matches: "scalar",
    not_matches: "scalar",
  },
  number: {
    eq: "scalar",
    ne: "scalar",
    gt: "scalar",
    gte: "scalar",
    lt: "scalar",
    lte: "scalar",
    between: "pair",
    not_between: "pair",
    is_any_of: "scalars",
    is_none_of: "scalars",
    top_percent: "percent",
    bottom_percent: "percent",
  },
  boolean: { is_true: "none", is_false: "none" },
  version: { eq: "scalar", ne: "scalar", gt: "scalar", gte: "scalar", lt: "scalar", lte: "scalar" },
  date: {
    on: "scalar",
    not_on: "scalar",
    before: "scalar",
    after: "scalar",
    on_or_before: "scalar",
    on_or_after: "scalar",
    between: "pair",
    in_last: "duration",
    not_in_last: "duration",
    in_next: "duration",
    before_last: "duration",
    after_next: "duration",
    anniversary_in_next: "days",
    anniversary_in_last: "days",
    month_is: "month",
    weekday_is: "weekday",
    today: "none",
    this_week: "none",
    this_month: "none",
    this_year: "none",
  },
  list: {
    contains: "scalar",
    contains_any_of: "scalars",
    contains_all_of: "scalars",
    contains_none_of: "scalars",
    is_empty: "none",
    size: "test",
    any_item: "tree",
    all_items: "tree",
  },
};

/** Operators that are exactly "not" of a twin, so that they are true for missing values, unless those are excluded. */
export const NEGATIVE_OPERATORS: ReadonlySet<string> = new Set([
  "ne",
  "is_not",
  "is_none_of",
  "not_contains",
  "not_matches",
  "not_between",
  "not_on",
  "not_in_last",
  "contains_none_of",
]);

/** Ranks compare people with each other: they have no meaning inside an event or a list. */
export const RANKS: ReadonlySet<string> = new Set(["top_percent", "bottom_percent"]);

/** Operators whose text can't be empty. */
export const NEVER_EMPTY: ReadonlySet<string> = new Set([
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "matches",
  "not_matches",
]);

/** The kinds of conditions on people, by what they are about. */
export const CONDITION_GROUPS = {
  behaviour: ["event", "sequence", "lifecycle", "compare", "response"],
  person: ["attribute", "tag", "device", "location", "consent"],
  figures: ["segment", "value_of", "rfm", "score", "sample"],
} as const;
export type ConditionKind = (typeof CONDITION_GROUPS)[keyof typeof CONDITION_GROUPS][number];

/** Measures of the events themselves, and those of one of their properties. */
export const PLAIN_MEASURES = ["count", "first_time", "last_time", "active_days"] as const;
export const PROPERTY_MEASURES = ["sum", "avg", "min", "max", "distinct", "most_frequent", "first", "last"] as const;
export type MeasureKind = (typeof PLAIN_MEASURES)[number] | (typeof PROPERTY_MEASURES)[number];
export const TIME_MEASURES: ReadonlySet<string> = new Set(["first_time", "last_time"]);

/** Measures that are one value of the property, of whatever type it has. */
export const VALUE_MEASURES: ReadonlySet<string> = new Set(["most_frequent", "first", "last"]);

/** Operators whose right side may be another value of the data. */
export const REFERENCE_OPERATORS: Partial<Record<ValueType, readonly string[]>> = {
  string: ["is", "is_not", "contains", "not_contains", "starts_with", "ends_with"],
  number: ["eq", "ne", "gt", "gte", "lt", "lte"],
  version: ["eq", "ne", "gt", "gte", "lt", "lte"],
  date: ["on", "not_on", "before", "after", "on_or_before", "on_or_after"],
};

export const LIFECYCLES = ["first_time", "stopped", "restarted", "regularly"] as const;
/** How two counts compare; the first is meant where nothing is said. */
export const COMPARISONS = ["gt", "gte", "lt", "lte", "eq", "ne"] as const;
export const NAMED_PLACES = ["country", "region", "city"] as const;
export const CONSENT_WORDS = ["granted", "denied", "unknown"] as const;
/** Recency, frequency, money. */
export const CELLS = ["r", "f", "m"] as const;
export const MAX_STEPS = 10;

export const TAG_OPERATORS = ["has", "has_any_of", "has_all_of", "has_none_of", "tagged_within"] as const;
export const SEGMENT_OPERATORS = ["in", "not_in"] as const;
/** What was published of a segment: changes in a window, and a day in the past. */
export const LEDGER_OPERATORS = ["entered", "left", "was_in"] as const;
export const RESPONSES = [
  "received",
  "opened",
  "clicked",
  "bounced",
  "marked_as_spam",
  "unsubscribed",
  "not_opened",
  "not_clicked",
] as const;
export const CHANNELS = ["push", "email"] as const;
export const DEVICE_FIELDS = ["platform", "os_version", "app_version", "model"] as const;
export type DeviceField = (typeof DEVICE_FIELDS)[number] | "count";

export const DEVICE_TYPES: Record<DeviceField, readonly ValueType[]> = {
  platform: ["string"],
  os_version: ["version", "string"],
  app_version: ["version", "string"],
  model: ["string"],
  count: ["number"],
};

export const DURATION_UNITS = ["m", "h", "d", "w"] as const;
export const CALENDAR_UNITS = ["d", "w", "mo", "q", "y"] as const;
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export const MAX_NODES = 500;
export const MAX_DEPTH = 32;

/** The operators that fit a type, those of every type last. */
export function operatorsOf(type: ValueType, ranks: boolean): string[] {
  return [...Object.keys(OPERATORS[type]).filter((op) => ranks || !RANKS.has(op)), ...ANY_OPERATORS];
}

/** What an operator takes, as an operator of that type; undefined where the type doesn't know it. */
export function operandOf(op: string, type: ValueType): Operand | undefined {
  return isAnyOperator(op) ? "none" : OPERATORS[type][op];
}

export function isAnyOperator(op: unknown): boolean {
  return op === "is_set" || op === "is_missing";
}

/** "30d" in its parts; the number is null while nobody has typed one. */
export function durationParts(text: unknown): { count: number | null; unit: string } | null {
  const found = typeof text === "string" ? /^(\d*)(mo|[mhdwqy])$/.exec(text) : null;
  return found && { count: found[1] === "" ? null : Number(found[1]), unit: found[2]! };
}

export function duration(count: number | null, unit: string): string {
  return `${count ?? ""}${unit}`;
}

/** Minutes of an exact duration; null when it has no number or no fixed length. */
export function minutesOf(text: unknown): number | null {
  const parts = durationParts(text);
  const size = parts && { m: 1, h: 60, d: 1440, w: 10_080 }[parts.unit];
  return parts === null || parts.count === null || size === undefined || size === null ? null : parts.count * size;
}

const DAY = /^\d{4}-\d\d-\d\d$/;

/** A date without a time of day. */
export function isDay(text: unknown): text is string {
  return typeof text === "string" && DAY.test(text);
}

/** The day so many days later; of what is no day, nothing. */
export function shiftDay(day: string, days: number): string | null {
  if (!isDay(day)) return null;
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return null;
  date.setUTCDate(date.getUTCDate() + days);
  const text = date.toISOString().slice(0, 10);
  return isDay(text) ? text : null;
}
