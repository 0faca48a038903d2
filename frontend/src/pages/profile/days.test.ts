import { describe, expect, it } from "vitest";
import { byDay, tellingProperties } from "./days";

const event = (at: string) => ({ event: "Order Completed", at, properties: {} });

describe("the timeline", () => {
  it("keeps the order and puts the events of a day together", () => {
    const days = byDay(
      [event("2026-03-08T12:00:00Z"), event("2026-03-08T01:00:00Z"), event("2026-03-07T23:00:00Z")],
      (at) => at.slice(0, 10),
    );
    expect(days.map((day) => [day.key, day.events.length])).toEqual([
      ["2026-03-08", 2],
      ["2026-03-07", 1],
    ]);
  });
});

describe("telling properties", () => {
  it("are the well-known ones first and never ids or objects when there is better", () => {
    const told = tellingProperties(
      { order_id: "o-1", cart_id: "c", products: [{}], category: "Books", total: 12.5 },
      3,
    );
    expect(told).toEqual([
      ["order_id", "o-1"],
      ["total", 12.5],
      ["category", "Books"],
    ]);
    expect(tellingProperties({ cart_id: "c", colour: "red" }, 1)).toEqual([["colour", "red"]]);
  });

  it("leave out what is empty or too long for a line", () => {
    expect(tellingProperties({ a: "", b: "x".repeat(61), c: null })).toEqual([]);
  });
});
