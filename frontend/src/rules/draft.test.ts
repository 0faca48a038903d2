import { describe, expect, test } from "vitest";
import { fromJson, type Group, type Leaf, type Node, newGroup, newLeaf, nodeAt, toJson, treesOf, write } from "./draft";
import { leavesOf } from "./edits";
import { gapOf } from "./gaps";
import type { Json, JsonObject } from "./json";
import { typeOf } from "./shapes";

const files = import.meta.glob<Json>("../../../tests/cases/*.json", { eager: true, import: "default" });

const guide = import.meta.glob<string>("../../../docs/guide/rules.md", {
  eager: true,
  query: "?raw",
  import: "default",
});

/** The rules of every conformance case, those of the segments beside them too. */
function rulesOf(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(rulesOf);
  if (typeof value !== "object" || value === null) return [];
  const own = typeof value.rule === "object" && value.rule !== null ? [value.rule as JsonObject] : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => (key === "rule" ? [] : rulesOf(inner)))];
}

const conformance = Object.values(files).flatMap(rulesOf);

const leaf = (rule: JsonObject) => leavesOf(fromJson(rule))[0]!;

describe("reading and writing", () => {
  test("keeps every rule of the conformance cases as it is", () => {
    expect(conformance.length).toBeGreaterThan(300);
    for (const rule of conformance) {
      const draft = fromJson(rule);
      expect(toJson(draft)).toEqual(rule);
      expect(write(draft, true).rule, JSON.stringify(rule)).toEqual(rule);
    }
  });

  test("has a control for every condition that the guide describes", () => {
    const rules = Object.values(guide).flatMap((text) =>
      [...text.matchAll(/\| `(\{".*?\})` \|/g)].map((row) => row[1]!),
    );
    expect(rules.length).toBeGreaterThan(100);
    for (const text of rules) {
      const rule = JSON.parse(text) as JsonObject;
      const draft = fromJson(rule);
      expect(toJson(draft), text).toEqual(rule);
      const kinds = (node: Node): string[] =>
        node.type === "group" ? node.children.flatMap(kinds) : [node.kind, ...treesOf(node).flatMap(kinds)];
      expect(kinds(draft), text).not.toContain("other");
    }
  });

  test("has a control for every condition of the conformance cases", () => {
    for (const rule of conformance) {
      for (const { kind, body } of leavesOf(fromJson(rule))) expect(kind, JSON.stringify(body)).not.toBe("other");
    }
  });

  test.each<[string, JsonObject]>([
    ["a condition alone", { attribute: "country", op: "is", value: "TR" }],
    ["everyone", { all: [] }],
    ["no one inside a group", { all: [{ any: [] }, { attribute: "a", op: "is_set" }] }],
    ["not, twice", { not: { not: { tag: "vip", op: "has" } } }],
    ["not around a group", { not: { any: [{ tag: "vip", op: "has" }] } }],
    ["none", { none: [{ tag: ["a"], op: "has_any_of" }] }],
    [
      "defaults that were written out",
      { event: "X", measure: "count", op: "gte", value: 1, window: { last: "7d", calendar: false } },
    ],
    ["where of one comparison", { event: "X", where: { property: "a", op: "is_set" } }],
    ["an empty where", { event: "X", where: { all: [] } }],
    ["where that is negated", { event: "X", where: { not: { all: [{ property: "a", op: "gt", value: 0.1 }] } } }],
    [
      "items",
      {
        attribute: "p",
        op: "any_item",
        value: {
          all: [
            { item: "price", op: "gt", value: 5 },
            { item: "", op: "is_set" },
          ],
        },
      },
    ],
  ])("keeps %s", (_, rule) => {
    expect(toJson(fromJson(rule))).toEqual(rule);
    expect(write(fromJson(rule), true).rule).toEqual(rule);
  });

  test.each<[string, JsonObject]>([
    ["a kind that comes later", { sequence: [{ event: "A" }, { event: "B", within: "24h" }], window: { last: "7d" } }],
    ["an unknown key", { attribute: "a", op: "is", value: "x", colour: "blue" }],
    ["a window that comes later", { event: "A", window: { last: "7d", hours: ["09:00", "18:00"] } }],
    ["a measure that comes later", { event: "A", measure: { most_frequent: "x" }, op: "is", value: "y" }],
    ["another right side", { event: "A", where: { property: "a", op: "eq", value: { property_of: 1, name: "b" } } }],
    ["two kinds in one", { attribute: "a", tag: "b", op: "has" }],
    ["nothing known", { wish: true }],
  ])("carries %s along untouched", (_, rule) => {
    const around = { all: [rule, { attribute: "b", op: "is_set" }] };
    expect(toJson(fromJson(around))).toEqual(around);
    expect(write(fromJson(around), true).rule).toEqual(around);
  });
});

describe("what is incomplete", () => {
  test.each<[string, Leaf, string]>([
    ["no attribute", newLeaf("attribute"), "name"],
    ["no operator", newLeaf("attribute", { attribute: "a" }), "op"],
    ["no value", newLeaf("attribute", { attribute: "a", op: "is" }), "value"],
    ["an empty list", newLeaf("attribute", { attribute: "a", op: "is_any_of", value: [] }), "value"],
    ["an empty pattern", newLeaf("attribute", { attribute: "a", op: "contains", value: "", type: "string" }), "value"],
    ["half a range", newLeaf("attribute", { attribute: "a", op: "between", value: [1, null] }), "value"],
    ["a range upside down", newLeaf("attribute", { attribute: "a", op: "between", value: [5, 1] }), "order"],
    ["a length without number", newLeaf("attribute", { attribute: "a", op: "in_last", value: "d" }), "value"],
    [
      "hours where days are meant",
      newLeaf("attribute", { attribute: "a", op: "anniversary_in_next", value: "7h" }),
      "value",
    ],
    ["half a date", newLeaf("attribute", { attribute: "a", op: "on", value: "2026-01" }), "value"],
    ["no version", newLeaf("device", { device: "app_version", op: "gte", value: "x", type: "version" }), "value"],
    ["no items", newLeaf("attribute", { attribute: "a", op: "any_item" }), "items"],
    ["no event", newLeaf("event"), "name"],
    ["a measure of nothing", newLeaf("event", { event: "A", measure: { sum: "" }, op: "gt", value: 1 }), "property"],
    ["a measure without operator", newLeaf("event", { event: "A", measure: "active_days" }), "op"],
    ["a window without number", newLeaf("event", { event: "A", window: { last: "d" } }), "window"],
    ["a window of zero days", newLeaf("event", { event: "A", window: { last: "0d" } }), "window"],
    ["a window from and to nothing", newLeaf("event", { event: "A", window: {} }), "window"],
    ["a window that ends first", newLeaf("event", { event: "A", window: { between: ["1w", "30d"] } }), "order"],
    ["no tag", newLeaf("tag", { op: "has" }), "tags"],
    ["no segment", newLeaf("segment", { op: "in" }), "segment"],
    ["no response", newLeaf("response"), "op"],
  ])("%s", (_, node, gap) => {
    expect(gapOf(node)).toBe(gap);
    expect(write(newGroup("all", [node]), true).incomplete).toEqual(new Set([node.id]));
  });

  test("is left out of what is counted, with groups that hold nothing else", () => {
    const kept = newLeaf("attribute", { attribute: "a", op: "is_set" });
    const root = newGroup("all", [
      newLeaf("attribute"),
      newGroup("any", [newLeaf("event")]),
      kept,
      newGroup("any", [], { fresh: true }),
    ]);
    const { rule, paths, incomplete } = write(root, true);
    expect(rule).toEqual({ all: [{ attribute: "a", op: "is_set" }] });
    expect(paths.get("all[0]")).toBe(kept.id);
    expect(incomplete.size).toBe(3);
  });

  test("a line of where is left out by itself", () => {
    const where = newGroup("all", [newLeaf("property"), newLeaf("property", { property: "a", op: "is_set" })]);
    const root = newGroup("all", [newLeaf("event", { event: "X" }, { trees: { where } })], { bare: true });
    expect(write(root, true).rule).toEqual({ event: "X", where: { all: [{ property: "a", op: "is_set" }] } });
    where.children.pop();
    expect(write(root, true).rule).toEqual({ event: "X" });
  });

  test("a rule of nothing but unfinished conditions is everyone", () => {
    expect(write(newGroup("any", [newLeaf("event")]), true).rule).toEqual({ all: [] });
  });
});

describe("paths", () => {
  const at = (root: Group, path: string) => nodeAt(write(root, false).paths, path);

  test("lead to conditions, as they are written and as the server answers", () => {
    const root = fromJson({
      all: [
        { attribute: "a", op: "is_set" },
        {
          not: {
            any: [{ tag: "b", op: "has" }, { not: { event: "X", where: { all: [{ property: "p", op: "is_set" }] } } }],
          },
        },
      ],
    });
    const group = root.children[1] as Group;
    const event = group.children[1] as Leaf;
    expect(at(root, "all[0]")).toBe(root.children[0]!.id);
    expect(at(root, "all[0].op")).toBe(root.children[0]!.id);
    expect(at(root, "all[1].not.any[0]")).toBe(group.children[0]!.id);
    expect(at(root, "all[1].none[0]")).toBe(group.children[0]!.id);
    expect(at(root, "all[1].none[1].not")).toBe(event.id);
    expect(at(root, "all[1].none[1].not.where.all[0].property")).toBe(event.trees!.where!.children[0]!.id);
    expect(at(root, "nonsense")).toBe(root.id);
  });

  test("a rule of one condition has the empty path", () => {
    const root = fromJson({ not: { tag: "b", op: "has" } });
    expect(at(root, "")).toBe(root.children[0]!.id);
    expect(at(root, "not.tag")).toBe(root.children[0]!.id);
  });
});

test("the type of a comparison comes from what is written, then from the data", () => {
  expect(typeOf(leaf({ attribute: "a", op: "eq", value: "2.1" }).body, ["string"])).toBe("version");
  expect(typeOf(leaf({ attribute: "a", op: "gt", value: 5 }).body, ["string"])).toBe("number");
  expect(typeOf(leaf({ attribute: "a", op: "contains", value: "x" }).body, ["list"])).toBe("list");
  expect(typeOf(leaf({ attribute: "a", op: "contains", value: "x" }).body, [])).toBe("string");
  expect(typeOf(leaf({ attribute: "a", op: "between", value: ["2026-01-01", "2026-02-01"] }).body, [])).toBe("date");
  expect(typeOf(leaf({ attribute: "a", op: "is_set" }).body, ["boolean"])).toBe("boolean");
});

describe("what newer kinds of conditions lack", () => {
  test.each<[string, JsonObject, string | null]>([
    ["a sequence without an event", { sequence: [{ event: "A" }, {}] }, "name"],
    ["a sequence of one step", { sequence: [{ event: "A" }] }, "steps"],
    ["a step that shares nothing", { sequence: [{ event: "A" }, { event: "B", same: [] }] }, "property"],
    ["a step without its time", { sequence: [{ event: "A" }, { event: "B", within: "d" }] }, "value"],
    ["a whole sequence", { sequence: [{ event: "A" }, { event: "B", within: "1d" }] }, null],
    ["more periods than there are", { lifecycle: "regularly", event: "A", period: "7d", in: 5, of: 4 }, "times"],
    ["a circle without its middle", { location: { within_km: 5, of: [41, null] } }, "place"],
    ["a latitude beyond the pole", { location: { within_km: 5, of: [91, 0] } }, "place"],
    [
      "an area of two corners",
      {
        location: {
          inside: [
            [1, 1],
            [2, 2],
          ],
        },
      },
      "place",
    ],
    ["a country", { location: { country: ["TR"] } }, null],
    ["consent to nothing", { consent: "", op: "granted" }, "purpose"],
    ["no cell", { rfm: {} }, "cells"],
    ["a score without a band", { score: "churn", band: "" }, "value"],
    ["a sample of nobody", { sample: 0, seed: "a" }, "value"],
    ["a day in the past", { segment: "s", op: "was_in", on: "" }, "value"],
    ["a comparison with no attribute", { attribute: "a", op: "is", value: { attribute: "" } }, "value"],
    ["hours that are none", { event: "A", window: { hours: ["25:00", "09:00"] } }, "window"],
    ["no day of the week", { event: "A", window: { last: "7d", weekdays: [] } }, "window"],
    ["hours at any time", { event: "A", window: { hours: ["09:00", "18:00"] } }, null],
  ])("%s", (_, rule, gap) => {
    expect(gapOf(leaf(rule))).toBe(gap);
  });
});
