import { choiceParam, textParam } from "@/search";

const SORTS = ["name", "-name", "profiles", "-profiles", "created", "-created"] as const;
export type TagSort = (typeof SORTS)[number];

/** What the address of the page says. */
export type TagsSearch = { q?: string; sort?: TagSort };

export function validateSearch(given: Record<string, unknown>): TagsSearch {
  const sort = choiceParam(given.sort, SORTS);
  return { q: textParam(given.q), sort: sort === "name" ? undefined : sort };
}
