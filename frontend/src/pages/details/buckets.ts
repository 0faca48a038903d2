/** Members at an instant, and how many entered and left with that refresh. */
export type TrendPoint = { at: string; members: number; entered: number; left: number };

/** One step of the chart: `at` is its end; `members` is null before anything was known. */
export type Bucket = { at: number; members: number | null; entered: number; left: number };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
];
const MOST = 96;

/**
 * Points in even steps of time, so that an hour with ten refreshes isn't wider than a day with one. Members stay what they
 * were until the next refresh. Begins at the first point when that is after `start`; times are milliseconds.
 */
export function bucketsOf(points: readonly TrendPoint[], start: number, end: number): Bucket[] {
  const known = points
    .map((point) => ({ ...point, time: Date.parse(point.at) }))
    .filter((point) => !Number.isNaN(point.time) && point.time <= end)
    .sort((a, b) => a.time - b.time);
  const first = known[0];
  if (first === undefined || end <= start) return [];
  const from = Math.max(start, first.time);
  const step = STEPS.find((size) => (end - from) / size <= MOST) ?? Math.ceil((end - from) / MOST / DAY) * DAY;
  const count = Math.max(Math.ceil((end - from) / step), 1);
  const origin = end - count * step;
  const buckets: Bucket[] = [];
  let next = 0;
  let members: number | null = null;
  for (let i = 0; i <= count; i++) {
    const at = origin + i * step;
    const bucket: Bucket = { at, members: null, entered: 0, left: 0 };
    for (let point = known[next]; point !== undefined && point.time <= at; point = known[++next]) {
      members = point.members;
      if (point.time >= start) {
        bucket.entered += point.entered;
        bucket.left += point.left;
      }
    }
    bucket.members = members;
    buckets.push(bucket);
  }
  return buckets.filter((bucket) => bucket.members !== null);
}

/** Points of days as they are; more than so many are put together by weeks. */
export function daysOf(points: readonly TrendPoint[], most = 130): Bucket[] {
  const width = points.length > most ? 7 : 1;
  const buckets: Bucket[] = [];
  // Whole weeks end with the last day; the odd days are at the beginning.
  for (let end = points.length; end > 0; end -= width) {
    const days = points.slice(Math.max(end - width, 0), end);
    const last = days.at(-1);
    if (last === undefined) break;
    buckets.unshift({
      at: Date.parse(last.at),
      members: last.members,
      entered: days.reduce((sum, day) => sum + day.entered, 0),
      left: days.reduce((sum, day) => sum + day.left, 0),
    });
  }
  return buckets;
}

/** Longer spans have a point a day, shorter ones a point a refresh. */
export const SHORT_SPAN = 2 * DAY;

/** How far back a chart looks. */
export const RANGES = ["7d", "30d", "90d", "1y"] as const;
export type Range = (typeof RANGES)[number];
const DAYS: Record<Range, number> = { "7d": 7, "30d": 30, "90d": 90, "1y": 365 };

/** Start of a range that ends at `end`, milliseconds. */
export function startOf(range: Range, end: number): number {
  return end - DAYS[range] * DAY;
}
