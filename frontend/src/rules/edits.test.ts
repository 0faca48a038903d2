import { describe, expect, test } from "vitest";
import { fromJson, type Group, newLeaf, toJson } from "./draft";
import { append, appendLine, duplicate, find, leavesOf, move, remove, sizeOf, unwrap, update, wrap } from "./edits";
import type { JsonObject } from "./json";

const tag = (name: string): JsonObject => ({ tag: name, op: "has" });
const draft = () => fromJson({ all: [tag("a"), { any: [tag("b"), tag("c")] }, tag("d")] });
/** The id of the condition with a tag. */
const idOf = (root: Group, name: string) => leavesOf(root).find((leaf) => leaf.body.tag === name)!.id;
const changed = (change: (root: Group) => Group) => toJson(change(draft()));

describe("moving", () => {
  test.each<[string, -1 | 1, JsonObject]>([
    ["a", -1, { all: [tag("a"), { any: [tag("b"), tag("c")] }, tag("d")] }],
    ["a", 1, { all: [{ any: [tag("a"), tag("b"), tag("c")] }, tag("d")] }],
    ["b", -1, { all: [tag("a"), tag("b"), { any: [tag("c")] }, tag("d")] }],
    ["b", 1, { all: [tag("a"), { any: [tag("c"), tag("b")] }, tag("d")] }],
    ["c", 1, { all: [tag("a"), { any: [tag("b")] }, tag("c"), tag("d")] }],
    ["d", -1, { all: [tag("a"), { any: [tag("b"), tag("c"), tag("d")] }] }],
    ["d", 1, { all: [tag("a"), { any: [tag("b"), tag("c")] }, tag("d")] }],
  ])("%s by %i", (name, by, expected) => {
    expect(changed((root) => move(root, idOf(root, name), by))).toEqual(expected);
  });

  test("a group passes its neighbours whole", () => {
    expect(changed((root) => move(root, root.children[1]!.id, -1))).toEqual({
      all: [{ any: [tag("b"), tag("c")] }, tag("a"), tag("d")],
    });
  });

  test("the last one to leave a group takes it away", () => {
    const root = fromJson({ all: [{ any: [tag("b")] }] });
    expect(toJson(move(root, idOf(root, "b"), 1))).toEqual({ all: [tag("b")] });
  });
});

test("removing the last condition of a group removes the group, of the rule leaves everyone", () => {
  const root = draft();
  const less = remove(remove(root, idOf(root, "b")), idOf(root, "c"));
  expect(toJson(less)).toEqual({ all: [tag("a"), tag("d")] });
  expect(toJson(remove(remove(less, idOf(less, "a")), idOf(less, "d")))).toEqual({ all: [] });
});

test("a condition alone becomes the first of a group when another comes", () => {
  const root = fromJson(tag("a"));
  expect(toJson(append(root, root.id, newLeaf("tag", tag("b"))))).toEqual({ all: [tag("a"), tag("b")] });
});

test("lines of where come and go with their tree", () => {
  const root = fromJson({ event: "X" });
  const line = newLeaf("property", { property: "p", op: "is_set" });
  const more = appendLine(root, root.children[0]!.id, "where", line);
  expect(toJson(more)).toEqual({ event: "X", where: { property: "p", op: "is_set" } });
  expect(find(more, line.id)).toBe(line);
  expect(toJson(remove(more, line.id))).toEqual({ event: "X" });
});

test("copies have ids of their own and stand behind the original", () => {
  const root = draft();
  const { root: more, copy } = duplicate(root, root.children[1]!.id);
  expect(toJson(more)).toEqual({
    all: [tag("a"), { any: [tag("b"), tag("c")] }, { any: [tag("b"), tag("c")] }, tag("d")],
  });
  expect(find(more, copy!)).toBe(more.children[2]);
  expect(new Set(leavesOf(more).map((leaf) => leaf.id)).size).toBe(6);
});

test("nothing is duplicated beyond the most that a rule may hold", () => {
  const root = fromJson({ all: Array.from({ length: 499 }, (_, i) => tag(`t${i}`)) });
  expect(sizeOf(root)).toBe(500);
  expect(duplicate(root, root.children[0]!.id)).toEqual({ root, copy: null });
});

test("wrapping and unwrapping", () => {
  const wrapped = changed((root) => wrap(root, idOf(root, "a")));
  expect(wrapped).toEqual({ all: [{ any: [tag("a")] }, { any: [tag("b"), tag("c")] }, tag("d")] });
  expect(changed((root) => unwrap(root, root.children[1]!.id))).toEqual({
    all: [tag("a"), tag("b"), tag("c"), tag("d")],
  });
});

test("what isn't touched stays the same object", () => {
  const root = draft();
  const edited = update<Group>(root, root.children[1]!.id, (group) => ({ ...group, join: "none" }));
  expect(edited.children[0]).toBe(root.children[0]);
  expect(edited.children[1]).not.toBe(root.children[1]);
});
