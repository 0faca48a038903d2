import { describe, expect, it } from "vitest";
import { keyOf, shownCombinations } from "./combinations";

describe("combinations", () => {
  it("are shown largest first without empty ones, and no more than fit", () => {
    const all = [
      { segments: ["a"], count: 3 },
      { segments: ["b"], count: 0 },
      { segments: ["a", "b"], count: 9 },
      { segments: ["c"], count: 3 },
    ];
    const { shown, left } = shownCombinations(all, 2);
    expect(shown.map((one) => keyOf(one.segments))).toEqual(["a+b", "a"]);
    expect(left.map((one) => keyOf(one.segments))).toEqual(["c"]);
  });

  it("have one name whatever the order", () => {
    expect(keyOf(["b", "a"])).toBe(keyOf(["a", "b"]));
  });
});
