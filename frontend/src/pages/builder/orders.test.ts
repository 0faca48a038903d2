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

test("what is compared with a step follows it, and is lacking where that step is gone or comes later", () => {
  const greater = (step: number): JsonObject => ({
    any: [{ property: "p", op: "gt", value: { property_of: step, name: "p" }, type: "number" }, where("q")],
  });
  const rule: JsonObject = { sequence: [{ event: "A" }, { event: "B" }, { event: "C", where: greater(2) }] };
  const root = fromJson(rule);
  const arranged = (order: number[]) => {
    const moved = update<Leaf>(root, root.children[0]!.id, (leaf) => withSteps(leaf, order));
    const steps = (toJson(moved) as { sequence: JsonObject[] }).sequence;
    return steps.find((step) => step.event === "C")!.where;
  };
  const lacking = { any: [{ property: "p", op: "gt", type: "number" }, where("q")] };
  expect(arranged([1, 0, 2])).toEqual(greater(1));
  expect(arranged([1, 2])).toEqual(greater(1));
  expect(arranged([0, 2, 1])).toEqual(lacking);
  expect(arranged([0, 2])).toEqual(lacking);
});

test("corners are read as people copy them from a map", () => {
  expect(cornersOf("41.0, 28.9; 41.2 29.1;\n40.9,29.3;")).toEqual([
    [41, 28.9],
    [41.2, 29.1],
    [40.9, 29.3],
  ]);
  expect(cornersOf("41.0, x")).toEqual([[41, null]]);
});
