/** Exactly these segments and none of the others that were chosen: how many people are in that combination. */
export type Combination = { segments: readonly string[]; count: number };

/** More columns than these can't be read. */
export const MOST_COMBINATIONS = 12;
export const LEAST_SEGMENTS = 2;
export const MOST_SEGMENTS = 5;

/** The name of a combination in the address. */
export function keyOf(segments: readonly string[]): string {
  return [...segments].sort().join("+");
}

/** The largest combinations that hold anybody, largest first, and how many smaller ones are not shown. */
export function shownCombinations<T extends Combination>(
  all: readonly T[],
  most = MOST_COMBINATIONS,
): { shown: T[]; left: T[] } {
  const held = all
    .filter((one) => one.count > 0 && one.segments.length > 0)
    .sort(
      (a, b) =>
        b.count - a.count ||
        a.segments.length - b.segments.length ||
        keyOf(a.segments).localeCompare(keyOf(b.segments)),
    );
  return { shown: held.slice(0, most), left: held.slice(most) };
}
