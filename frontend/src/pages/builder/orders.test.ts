import { expect, test } from "vitest";
import { fromJson, type Leaf, toJson } from "@/rules/draft";
import { update } from "@/rules/edits";
import type { JsonObject } from "@/rules/json";
import { withSteps } from "./orders";
import { cornersOf } from "./PlaceEditor";

const where = (path: string): JsonObject => ({ property: path, op: "is_set" });

test("steps move and go with their filters; the first one must happen, at any time", () => {
  const rule: JsonObject = {
    sequence: [
      { event: "A", where: where("a") },
      { event: "B", absent: true, within: "1d" },
      { event: "C", where: where("c"), within: "2d" },
    ],
  };
  const root = fromJson(rule);
  const arranged = (order: number[]) =>
    toJson(update<Leaf>(root, root.children[0]!.id, (leaf) => withSteps(leaf, order)));
  expect(arranged([0, 1, 2])).toEqual(rule);
  expect(arranged([0, 2])).toEqual({
    sequence: [
      { event: "A", where: where("a") },
      { event: "C", where: where("c"), within: "2d" },
    ],
  });
  expect(arranged([1, 0, 2])).toEqual({
    sequence: [{ event: "B" }, { event: "A", where: where("a") }, { event: "C", where: where("c"), within: "2d" }],
  });
});

test("corners are read as people copy them from a map", () => {
  expect(cornersOf("41.0, 28.9; 41.2 29.1;\n40.9,29.3;")).toEqual([
    [41, 28.9],
    [41.2, 29.1],
    [40.9, 29.3],
  ]);
  expect(cornersOf("41.0, x")).toEqual([[41, null]]);
});
