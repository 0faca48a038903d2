import { describe, expect, it } from "vitest";
import type { SegmentPage, SegmentRow } from "@/api/schema";
import { readColumns } from "./chosen";
import { USUAL } from "./columns";
import { patched } from "./rows";

const row = (id: string): SegmentRow => ({ id, name: id, pinned: false }) as SegmentRow;
const page = {
  items: [row("a"), row("b")],
  total: 7,
  counts: { all: 9, rule: 9, static: 0, pinned: 0 },
} as unknown as SegmentPage;

describe("a change that is shown before the server has it", () => {
  it("touches only the rows that it is about", () => {
    const after = patched(page, new Set(["b"]), (old) => ({ ...old, pinned: true }));
    expect(after.items.map(({ pinned }) => pinned)).toEqual([false, true]);
    expect(after.total).toBe(7);
  });

  it("counts fewer when a row goes", () => {
    const after = patched(page, new Set(["a"]), () => null);
    expect(after.items.map(({ id }) => id)).toEqual(["b"]);
    expect([after.total, after.counts.all]).toEqual([6, 8]);
  });
});

describe("chosen columns", () => {
  it("come from the store in the table's order, without those that are no more", () => {
    expect(readColumns('["owner","kind","lost"]')).toEqual(["kind", "owner"]);
    expect(readColumns("[]")).toEqual([]);
  });

  it("are the usual ones when nothing good is stored", () => {
    expect(readColumns(null)).toBe(USUAL);
    expect(readColumns("{")).toBe(USUAL);
  });
});
