import { textParam } from "@/search";

/** What the address of the page holds. */
export type Search = { q?: string };

export function validateSearch(given: Record<string, unknown>): Search {
  return { q: textParam(given.q) };
}
