import { expect, test } from "vitest";
import type { FieldOut } from "@/api/schema";
import { rounded } from "./AudienceCard";
import { typesOf } from "./catalog";
import { numberOf } from "./inputs";
import { ruleOf } from "./Start";

test("an estimate says no more than it knows", () => {
  expect([0, 7, 999, 17_376, 1_234_567].map(rounded)).toEqual([0, 7, 999, 17_400, 1_230_000]);
});

test("a value becomes the condition of its type", () => {
  expect(ruleOf("country", "TR")).toEqual({ attribute: "country", op: "is", value: "TR", type: "string" });
  expect(ruleOf("age", 5)).toEqual({ attribute: "age", op: "eq", value: 5, type: "number" });
  expect(ruleOf("news", false)).toEqual({ attribute: "news", op: "is_false", type: "boolean" });
});

test("dates and versions are known by their examples", () => {
  const field = (types: Record<string, number>, ...examples: unknown[]): FieldOut => ({
    path: "a",
    types,
    examples,
    share: 1,
  });
  expect(typesOf(field({ string: 5 }, "2026-01-01", "2026-02-03T10:00:00Z"))[0]).toBe("date");
  expect(typesOf(field({ string: 5 }, "5.3.0", "v2.1"))[0]).toBe("version");
  expect(typesOf(field({ string: 5 }, "Oslo", "2026-01-01"))[0]).toBe("string");
  expect(typesOf(field({ number: 5, string: 2 }, 1, 2, "a"))).toEqual(["number", "string", "date", "version"]);
  expect(typesOf(field({ object: 5 }))).toEqual([]);
});

test("numbers as people type them", () => {
  expect(["5", "1.", "1,5", ".5", "-3", "", "-", "1e3", "abc"].map(numberOf)).toEqual([
    5,
    1,
    1.5,
    0.5,
    -3,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
