import { choiceParam, textParam } from "@/search";

export const TABS = ["events", "attributes", "measures"] as const;
export type Tab = (typeof TABS)[number];
export const RANGES = ["30d", "90d", "1y"] as const;
export type Range = (typeof RANGES)[number];
const SORTS = [
  "name",
  "-name",
  "count",
  "-count",
  "profiles",
  "-profiles",
  "last",
  "-last",
  "share",
  "-share",
] as const;
export type Sort = (typeof SORTS)[number];

/** What the address of the page says; `event` and `attribute` are what is open in the tab of that name. */
export type CatalogSearch = {
  tab?: Tab;
  q?: string;
  sort?: Sort;
  event?: string;
  attribute?: string;
  range?: Range;
};

/** As long as a name or path can be that the server looks up. */
const LONGEST = 500;

export function validateSearch(given: Record<string, unknown>): CatalogSearch {
  const tab = choiceParam(given.tab, TABS);
  const range = choiceParam(given.range, RANGES);
  return {
    tab: tab === "events" ? undefined : tab,
    q: textParam(given.q),
    sort: choiceParam(given.sort, SORTS),
    event: textParam(given.event, LONGEST),
    attribute: textParam(given.attribute, LONGEST),
    range: range === "90d" ? undefined : range,
  };
}
