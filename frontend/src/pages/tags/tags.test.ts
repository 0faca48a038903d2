import { describe, expect, it } from "vitest";
import { fitting, nextTagSort, type Tag } from "./tags";

const tag = (name: string, profiles: number, created_at: string | null, description = ""): Tag => ({
  name,
  profiles,
  created_at,
  created_by: null,
  description,
});
const tags = [
  tag("vip", 3, null),
  tag("Beta", 9, "2026-02-01T00:00:00Z", "Early access"),
  tag("alpha", 9, "2026-01-01T00:00:00Z"),
];
const names = (found: Tag[]) => found.map(({ name }) => name);

describe("tags that fit", () => {
  it("are looked for in name and description, without case", () => {
    expect(names(fitting(tags, { q: "EARLY" }))).toEqual(["Beta"]);
  });

  it("stand by name unless asked otherwise, equal ones by name", () => {
    expect(names(fitting(tags, {}))).toEqual(["alpha", "Beta", "vip"]);
    expect(names(fitting(tags, { sort: "-profiles" }))).toEqual(["alpha", "Beta", "vip"]);
  });

  it("put those that nobody created last, both ways", () => {
    expect(names(fitting(tags, { sort: "created" })).at(-1)).toBe("vip");
    expect(names(fitting(tags, { sort: "-created" }))).toEqual(["Beta", "alpha", "vip"]);
  });
});

it("turns a column around at the second click", () => {
  expect(nextTagSort("profiles")).toBe("-profiles");
  expect(nextTagSort("profiles", "-profiles")).toBe("profiles");
  expect(nextTagSort("name")).toBe("-name");
});
