import { describe, expect, test } from "vitest";
import schema from "../../../schema/rule.schema.json";
import {
  ANY_OPERATORS,
  duration,
  durationParts,
  minutesOf,
  NEGATIVE_OPERATORS,
  OPERATORS,
  RESPONSES,
  shiftDay,
  TAG_OPERATORS,
} from "./language";

type Shape = {
  const?: string;
  enum?: string[];
  properties?: Record<string, Shape>;
  anyOf?: Shape[];
  [key: string]: unknown;
};
const shapes = schema.$defs as unknown as Record<string, Shape>;
const tests = [...shapes.test!.anyOf!, ...shapes.rankedTest!.anyOf!].filter((shape) => shape.properties);

describe("the words are those of the published schema", () => {
  test("operators by type", () => {
    const found: Record<string, Set<string>> = {};
    for (const { properties } of tests) {
      const op = properties!.op!.const!;
      for (const type of properties!.type?.enum ?? ["any"]) {
        found[type] = (found[type] ?? new Set()).add(op);
      }
    }
    expect(found.any).toEqual(new Set(ANY_OPERATORS));
    for (const [type, operators] of Object.entries(OPERATORS)) {
      expect(found[type], type).toEqual(new Set(Object.keys(operators)));
    }
  });

  test("operators that know a difference for missing values", () => {
    const found = new Set(
      tests.filter(({ properties }) => properties!.missing).map(({ properties }) => properties!.op!.const!),
    );
    expect(NEGATIVE_OPERATORS).toEqual(found);
  });

  test("responses and operators of tags", () => {
    expect(shapes.response!.properties!.response!.enum).toEqual([...RESPONSES]);
    const tags = shapes.tag!.anyOf!.flatMap(({ properties }) => properties!.op!.enum ?? [properties!.op!.const!]);
    expect(tags).toEqual([...TAG_OPERATORS]);
  });
});

test("lengths of time", () => {
  expect(durationParts("30d")).toEqual({ count: 30, unit: "d" });
  expect(durationParts("mo")).toEqual({ count: null, unit: "mo" });
  expect(durationParts("soon")).toBeNull();
  expect(duration(null, "d")).toBe("d");
  expect([minutesOf("2h"), minutesOf("1w"), minutesOf("d"), minutesOf("1mo")]).toEqual([120, 10_080, null, null]);
});

test("days", () => {
  expect(shiftDay("2026-03-01", -1)).toBe("2026-02-28");
  expect(shiftDay("2026-12-31", 1)).toBe("2027-01-01");
  expect(shiftDay("2026-01-01T00:00:00Z", 1)).toBeNull();
  expect(shiftDay("2026-13-45", 1)).toBeNull();
});
