import { describe, expect, it } from "vitest";
import { bucketsOf, daysOf, startOf } from "./buckets";

const END = Date.parse("2026-03-31T00:00:00Z");
const point = (at: string, members: number, entered = 0, left = 0) => ({ at, members, entered, left });

describe("days", () => {
  const days = Array.from({ length: 365 }, (_, i) =>
    point(new Date(END - (364 - i) * 86_400_000).toISOString(), 100 + i, 2, 1),
  );

  it("are points as they are", () => {
    expect(daysOf(days.slice(-30))).toHaveLength(30);
    expect(daysOf([])).toEqual([]);
  });

  it("become weeks in a year, without losing a change or the last number", () => {
    const weeks = daysOf(days);
    expect(weeks).toHaveLength(53);
    expect(weeks.at(-1)).toMatchObject({ at: END, members: 464, entered: 14, left: 7 });
    expect(weeks.reduce((sum, week) => sum + week.entered - week.left, 0)).toBe(365);
  });
});

describe("buckets", () => {
  it("are even in time and keep the members until the next refresh", () => {
    const buckets = bucketsOf(
      [point("2026-03-01T00:00:00Z", 10, 10), point("2026-03-21T06:00:00Z", 14, 5, 1)],
      startOf("30d", END),
      END,
    );
    const steps = new Set(buckets.slice(1).map((bucket, i) => bucket.at - (buckets[i]?.at ?? 0)));
    expect(steps.size).toBe(1);
    expect(buckets.at(-1)).toMatchObject({ at: END, members: 14 });
    expect(buckets.filter((bucket) => bucket.members === 10).length).toBeGreaterThan(buckets.length / 2);
    expect(buckets.reduce((sum, bucket) => sum + bucket.entered, 0)).toBe(15);
    expect(buckets.reduce((sum, bucket) => sum + bucket.left, 0)).toBe(1);
  });

  it("begin with the first refresh and get finer when that was lately", () => {
    const buckets = bucketsOf(
      [point("2026-03-30T23:00:00Z", 5), point("2026-03-30T23:30:00Z", 6)],
      startOf("1y", END),
      END,
    );
    expect(buckets.length).toBeGreaterThan(20);
    expect(buckets[0]?.at).toBeGreaterThanOrEqual(Date.parse("2026-03-30T23:00:00Z"));
  });

  it("know nothing without points", () => {
    expect(bucketsOf([], startOf("7d", END), END)).toEqual([]);
    expect(bucketsOf([point("nonsense", 3)], startOf("7d", END), END)).toEqual([]);
  });

  it("start with the members from before the range, without counting its changes", () => {
    const buckets = bucketsOf([point("2026-01-01T00:00:00Z", 7, 7)], startOf("7d", END), END);
    expect(buckets[0]?.members).toBe(7);
    expect(buckets.every((bucket) => bucket.entered === 0)).toBe(true);
  });
});
