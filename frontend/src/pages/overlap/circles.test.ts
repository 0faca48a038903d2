import { describe, expect, it } from "vitest";
import { distanceFor, layoutCircles, lensArea, lensPath } from "./circles";

describe("two circles", () => {
  it("share nothing when apart and the smaller one when inside", () => {
    expect(lensArea(3, 2, 5)).toBe(0);
    expect(lensArea(3, 2, 0.5)).toBeCloseTo(Math.PI * 4, 10);
  });

  it.each([
    [100, 100, 50],
    [413, 186, 186],
    [9000, 12, 3],
    [1000, 400, 1],
  ])("of %i and %i share the area of %i", (first, second, both) => {
    const [a, b] = [Math.sqrt(first / Math.PI), Math.sqrt(second / Math.PI)];
    expect(lensArea(a, b, distanceFor(a, b, both))).toBeCloseTo(both, 4);
  });

  it("fit into their box in proportion", () => {
    const { left, right } = layoutCircles(400, 100, 50, 420, 250);
    expect(left.r / right.r).toBeCloseTo(2, 6);
    expect(left.x - left.r).toBeGreaterThanOrEqual(-1e-6);
    expect(right.x + right.r).toBeLessThanOrEqual(420 + 1e-6);
    expect(left.r).toBeLessThanOrEqual(125 + 1e-6);
  });

  it("stand apart when nobody is in both, and have no outline of a common part", () => {
    const circles = layoutCircles(400, 100, 0, 420, 250);
    expect(circles.right.x - circles.left.x).toBeGreaterThan(circles.left.r + circles.right.r);
    expect(lensPath(circles)).toBeNull();
  });

  it("survive empty sets", () => {
    for (const value of Object.values(layoutCircles(0, 0, 0, 420, 250).left)) expect(Number.isFinite(value)).toBe(true);
    expect(layoutCircles(0, 100, 0, 420, 250).left.r).toBe(0);
  });
});
