import { choiceParam, textParam } from "@/search";

export const TABS = ["timeline", "why", "attributes"] as const;

/** What the address of a profile holds. */
export type Search = {
  tab?: (typeof TABS)[number];
  /** The event that the timeline is narrowed to. */
  event?: string;
  /** The segment that is explained, and the past time that it is explained for (2026-03-08T12:00). */
  segment?: string;
  at?: string;
};

const MINUTE = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

export function validateSearch(given: Record<string, unknown>): Search {
  const at = textParam(given.at, 16);
  return {
    tab: choiceParam(given.tab, TABS),
    event: textParam(given.event),
    segment: textParam(given.segment),
    at: at !== undefined && MINUTE.test(at) ? at : undefined,
  };
}
