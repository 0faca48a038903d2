import { describe, expect, it } from "vitest";
import { isFiltered, nextSort, queryOf, validateSearch } from "./search";

describe("the address of the segments page", () => {
  it("keeps what it knows and drops the rest", () => {
    expect(
      validateSearch({
        q: "buyers",
        tab: "static",
        status: ["ready", "lost"],
        label: "vip",
        sort: "-members",
        page: 3,
      }),
    ).toEqual({ q: "buyers", tab: "static", status: ["ready"], label: ["vip"], owner: undefined, sort: "-members" });
  });

  it("leaves out what holds anyway", () => {
    const search = validateSearch({ tab: "all", sort: "name", status: ["lost"], q: "" });
    expect(Object.values(search).every((value) => value === undefined)).toBe(true);
    expect(isFiltered(search)).toBe(false);
  });

  it("asks the server for the tab's kind or for what is pinned", () => {
    expect(queryOf({ tab: "rule" })).toMatchObject({ kind: "rule", pinned: undefined, sort: "name" });
    expect(queryOf({ tab: "pinned" })).toMatchObject({ kind: undefined, pinned: true });
  });

  it("doesn't take a tab for a filter", () => {
    expect(isFiltered({ tab: "pinned" })).toBe(false);
    expect(isFiltered({ owner: ["Ada"] })).toBe(true);
  });

  it("sorts numbers from the largest first and turns around at the next click", () => {
    expect(nextSort("members", undefined)).toBe("-members");
    expect(nextSort("members", "-members")).toBe("members");
    expect(nextSort("name", undefined)).toBe("-name");
    expect(nextSort("status", "-members")).toBe("status");
  });
});
