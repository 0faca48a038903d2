import { afterEach, expect, test } from "vitest";
import { fromJson, newLeaf, toJson } from "@/rules/draft";
import { append } from "@/rules/edits";
import { NO_LIMITS } from "./limits";
import { forget, store, stored } from "./stored";

const about = {
  at: 1_700_000_000_000,
  name: "Ada's",
  description: "",
  labels: ["a"],
  limits: { ...NO_LIMITS, include: ["u-1"] },
};

afterEach(() => localStorage.clear());

test("keeps a draft with its unfinished conditions, apart for each segment", () => {
  const root = fromJson({ event: "X", where: { property: "a", op: "is_set" } });
  const draft = append(root, root.id, newLeaf("attribute"));
  store("s1", { ...about, root: draft });
  const found = stored("s1")!;
  expect(found).toMatchObject(about);
  expect(toJson(found.root)).toEqual(toJson(draft));
  // Ids of an earlier visit may be taken by now.
  expect(found.root.children[0]!.id).not.toBe(draft.children[0]!.id);
  expect(stored(undefined)).toBeNull();
  forget("s1");
  expect(stored("s1")).toBeNull();
});

test.each([
  "nonsense",
  "null",
  "[]",
  JSON.stringify({ version: 99, ...about, root: fromJson({ all: [] }) }),
  JSON.stringify({ version: 2, ...about, root: { type: "group" } }),
  JSON.stringify({ version: 2, ...about, root: { type: "group", join: "all", nots: 0, children: [{ type: "leaf" }] } }),
])("forgets what it can't read: %s", (text) => {
  localStorage.setItem("shoal-draft new", text);
  expect(stored(undefined)).toBeNull();
});
