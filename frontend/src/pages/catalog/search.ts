/** What the address of the page holds; src/search.ts reads parameters. */
export type Search = Record<never, never>;

export function validateSearch(_given: Record<string, unknown>): Search {
  return {};
}
