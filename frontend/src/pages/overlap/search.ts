import { choiceParam, listParam, textParam } from "@/search";

/** What the address of the page holds. */
export type Search = {
  tab?: "differences";
  /** The ids of the segments that are compared. */
  segments?: string[];
  /** The combination that is looked at: its ids with + between them. */
  selected?: string;
  /** What differences are of, and against; everyone else without it. */
  of?: string;
  against?: string;
};

const MOST = 5;

export function validateSearch(given: Record<string, unknown>): Search {
  return {
    tab: choiceParam(given.tab, ["differences"] as const),
    segments: listParam(given.segments, MOST),
    selected: textParam(given.selected, 2000),
    of: textParam(given.of),
    against: textParam(given.against),
  };
}
