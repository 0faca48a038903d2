import { describe, expect, test } from "vitest";
import { withMeasure, withName, withOperator, withPart } from "./tests";

describe("another operator", () => {
  const text = { attribute: "a", op: "is", value: "x", type: "string" };

  test("keeps what fits", () => {
    expect(withOperator(text, "is_any_of", "string", true)).toEqual({ ...text, op: "is_any_of", value: ["x"] });
    expect(withOperator({ ...text, op: "is_any_of", value: ["x", "y"] }, "is", "string", true)).toEqual(text);
    expect(withOperator({ attribute: "n", op: "gt", value: 5 }, "between", "number", false)).toEqual({
      attribute: "n",
      op: "between",
      value: [5, null],
    });
    expect(withOperator({ ...text, ignore_case: true }, "contains", "string", true).ignore_case).toBe(true);
    expect(withOperator({ ...text, op: "is_not", missing: "exclude" }, "is_none_of", "string", true).missing).toBe(
      "exclude",
    );
  });

  test("drops what doesn't", () => {
    expect(withOperator(text, "is_set", "string", true)).toEqual({ attribute: "a", op: "is_set" });
    expect(withOperator(text, "gt", "number", true)).toEqual({ attribute: "a", op: "gt", type: "number" });
    expect(withOperator({ ...text, op: "is_not", missing: "exclude" }, "is", "string", true)).toEqual(text);
  });

  test("begins with a value where there is a usual one", () => {
    expect(withOperator({ attribute: "a" }, "in_last", "date", true)).toEqual({
      attribute: "a",
      op: "in_last",
      value: "30d",
      type: "date",
    });
    expect(
      withOperator({ attribute: "a", op: "in_last", value: "6h" }, "anniversary_in_next", "date", false).value,
    ).toBe("7d");
    expect(withOperator({ attribute: "a" }, "size", "list", false).value).toEqual({ op: "gte", value: 1 });
  });
});

describe("another name", () => {
  test("keeps the operator when its type fits, not the value of the other one", () => {
    expect(
      withName({ attribute: "city", op: "is", value: "Oslo", type: "string" }, "attribute", "country", ["string"]),
    ).toEqual({
      attribute: "country",
      op: "is",
      type: "string",
    });
    expect(withName({ attribute: "a", op: "gte", value: 5, type: "number" }, "attribute", "b", ["number"]).value).toBe(
      5,
    );
  });

  test("begins anew with another type", () => {
    expect(withName({ attribute: "a", op: "is", value: "x", type: "string" }, "attribute", "b", ["number"])).toEqual({
      attribute: "b",
      op: "gte",
      type: "number",
    });
    expect(withName({}, "attribute", "b", ["boolean"])).toEqual({ attribute: "b", op: "is_true", type: "boolean" });
  });
});

test("another measure", () => {
  const count = { event: "X", op: "gte", value: 3, window: { last: "7d" } };
  expect(withMeasure(count, "sum", "total")).toEqual({ ...count, measure: { sum: "total" } });
  expect(withMeasure(count, "last_time", null)).toEqual({
    event: "X",
    measure: "last_time",
    op: "in_last",
    value: "30d",
    window: { last: "7d" },
  });
  expect(withMeasure({ event: "X", measure: "last_time", op: "in_last", value: "30d" }, "count", null)).toEqual({
    event: "X",
  });
  expect(withMeasure({ event: "X" }, "active_days", null)).toEqual({ event: "X", measure: "active_days", op: "gte" });
});

test("a part is set or taken away", () => {
  expect(withPart({ a: 1 }, "b", 2)).toEqual({ a: 1, b: 2 });
  expect(withPart({ a: 1, b: 2 }, "b", undefined)).toEqual({ a: 1 });
});
