import { choiceParam, flagParam, listParam, textParam } from "@/search";
import { RANGES, type Range } from "./buckets";

export const TABS = ["members", "differences", "uses", "history", "versions"] as const;
export type Tab = (typeof TABS)[number];

/** What the address of a segment's page holds. */
export type DetailsSearch = {
  tab?: Tab;
  range?: Range | "custom";
  /** Days of a custom range, inclusive: 2026-03-08. */
  from?: string;
  to?: string;
  /** Whether who entered and left is drawn. */
  changes?: true;
  zero?: true;
  /** What is searched for in the members. */
  q?: string;
  columns?: string[];
  /** The segment that differences are against; everyone else without it. */
  against?: string;
};

const DAY = /^\d{4}-\d\d-\d\d$/;

function dayParam(value: unknown): string | undefined {
  const text = textParam(value, 10);
  return text !== undefined && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined;
}

export function detailsSearch(given: Record<string, unknown>): DetailsSearch {
  return {
    tab: choiceParam(given.tab, TABS),
    range: choiceParam(given.range, [...RANGES, "custom"] as const),
    from: dayParam(given.from),
    to: dayParam(given.to),
    changes: flagParam(given.changes),
    zero: flagParam(given.zero),
    q: textParam(given.q),
    columns: listParam(given.columns, 20),
    against: textParam(given.against),
  };
}
