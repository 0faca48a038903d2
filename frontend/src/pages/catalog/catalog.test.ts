import { describe, expect, it } from "vitest";
import type { EventOut, FieldOut } from "@/api/schema";
import { fittingEvents, fittingFields, hasValues, nextSort, stepsOf, textOf, typesOf } from "./catalog";

const field = (path: string, share = 1, examples: unknown[] = [], types = { string: 1 } as Record<string, number>) =>
  ({ path, share, examples, types }) satisfies FieldOut;

const event = (name: string, count: number, profiles: number, last_seen: string, paths: string[] = []): EventOut => ({
  name,
  count,
  profiles,
  first_seen: "2026-01-01T00:00:00Z",
  last_seen,
  properties: paths.map((path) => field(path)),
});

const events = [
  event("Signed Up", 6, 6, "2026-03-01T10:00:00Z", ["plan"]),
  event("Order Completed", 9, 2, "2026-03-03T10:00:00Z", ["total", "couponCode"]),
  event("App Opened", 9, 8, "2026-03-02T10:00:00Z"),
];
const names = (found: { event: EventOut }[]) => found.map((row) => row.event.name);

describe("events that fit", () => {
  it("stand most frequent first, equal ones by name", () => {
    expect(names(fittingEvents(events))).toEqual(["App Opened", "Order Completed", "Signed Up"]);
  });

  it("are looked for by name without case, and by the paths of properties, which are told", () => {
    expect(fittingEvents(events, " ORDER ").map(({ by }) => by)).toEqual([null]);
    expect(fittingEvents(events, "coupon")).toEqual([{ event: events[1], by: "couponCode" }]);
    expect(fittingEvents(events, "nowhere")).toEqual([]);
  });

  it("stand in the order that is asked for", () => {
    expect(names(fittingEvents(events, "", "name"))).toEqual(["App Opened", "Order Completed", "Signed Up"]);
    expect(names(fittingEvents(events, "", "-profiles"))).toEqual(["App Opened", "Signed Up", "Order Completed"]);
    expect(names(fittingEvents(events, "", "last"))).toEqual(["Signed Up", "App Opened", "Order Completed"]);
  });

  it("stand as without a wish when the order is one of attributes", () => {
    expect(fittingEvents(events, "", "share")).toEqual(fittingEvents(events));
  });

  it("leave what was given as it is", () => {
    fittingEvents(events, "", "-last");
    expect(events[0]!.name).toBe("Signed Up");
  });
});

describe("fields that fit", () => {
  const fields = [field("plan", 0.9, ["free"]), field("age", 0.4, [25]), field("country", 0.9, ["TR"])];
  const paths = (found: FieldOut[]) => found.map(({ path }) => path);

  it("stand by path, or by share with equal ones by path", () => {
    expect(paths(fittingFields(fields))).toEqual(["age", "country", "plan"]);
    expect(paths(fittingFields(fields, "", "-share"))).toEqual(["country", "plan", "age"]);
  });

  it("are looked for by path and by examples", () => {
    expect(paths(fittingFields(fields, "tr"))).toEqual(["country"]);
    expect(paths(fittingFields(fields, "25"))).toEqual(["age"]);
  });
});

describe("types", () => {
  it("are parts of all values, most frequent first, without those that don't occur", () => {
    expect(typesOf({ types: { string: 1, number: 3, boolean: 0 } })).toEqual([
      { type: "number", share: 0.75 },
      { type: "string", share: 0.25 },
    ]);
    expect(typesOf({ types: {} })).toEqual([]);
  });

  it("have values unless all are lists or objects, or inside a list", () => {
    const of = (path: string, types: Record<string, number>) => hasValues({ path, types });
    expect(of("a", { list: 3, object: 1 })).toBe(false);
    expect(of("a", { list: 3, string: 1 })).toBe(true);
    expect(of("a", {})).toBe(false);
    expect(of("a[].b", { string: 1 })).toBe(false);
  });
});

it("a click on a heading turns the order, names begin upwards", () => {
  expect(nextSort("count", "-count")).toBe("count");
  expect(nextSort("count", "name")).toBe("-count");
  expect(nextSort("name", "-count")).toBe("name");
  expect(nextSort("name", "name")).toBe("-name");
});

it("values are written as in the data", () => {
  expect([textOf(" a"), textOf(1.5), textOf(false), textOf(["x", 1]), textOf(null), textOf(undefined)]).toEqual([
    " a",
    "1.5",
    "false",
    '["x",1]',
    "null",
    "",
  ]);
});

describe("steps of the chart", () => {
  const days = ["01", "02", "03", "04", "05"].map((day, index) => ({ day: `2026-03-${day}`, count: index + 1 }));

  it("are the days themselves", () => {
    expect(stepsOf(days, 1)).toEqual(days.map(({ day, count }) => ({ from: day, to: day, count })));
  });

  it("end with the last day, odd days in the first", () => {
    expect(stepsOf(days, 2)).toEqual([
      { from: "2026-03-01", to: "2026-03-01", count: 1 },
      { from: "2026-03-02", to: "2026-03-03", count: 5 },
      { from: "2026-03-04", to: "2026-03-05", count: 9 },
    ]);
    expect(stepsOf([], 7)).toEqual([]);
  });
});
