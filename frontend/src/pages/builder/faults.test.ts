import { expect, test } from "vitest";
import { marked, placeOf } from "./faults";

const message =
  'line 1, column 41: expected and, or, where\n  did "Order Completed" where total > "x" at leest 3\n                                          ^^';

test("finds the place of a problem and its own words", () => {
  expect(placeOf(message)).toEqual({ line: 1, column: 41, length: 2, message: "expected and, or, where" });
  expect(placeOf("the list of is_any_of is empty")).toBeNull();
});

test("marks the places in the text", () => {
  const place = (line: number, column: number, length: number) => ({ line, column, length, message: "" });
  expect(marked("a = 1\nand b ~ 2", [place(2, 7, 1)])).toEqual([
    { text: "a = 1\nand b ", bad: false },
    { text: "~", bad: true },
    { text: " 2", bad: false },
  ]);
  expect(marked("a =", [place(1, 4, 1)])).toEqual([
    { text: "a =", bad: false },
    { text: " ", bad: true },
  ]);
  expect(marked("😀 = x", [place(1, 5, 1)])[1]).toEqual({ text: "x", bad: true });
});
