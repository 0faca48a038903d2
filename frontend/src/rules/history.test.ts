import { expect, test } from "vitest";
import { change, redo, startHistory, undo } from "./history";

test("goes back and forth", () => {
  let history = change(change(startHistory("a"), "b", 0), "c", 10);
  history = undo(undo(history));
  expect(history.now).toBe("a");
  expect(undo(history)).toBe(history);
  history = redo(history);
  expect(history.now).toBe("b");
  expect(redo(change(history, "x", 20)).now).toBe("x");
});

test("what is typed in one go is one step", () => {
  let history = startHistory("");
  history = change(history, "1", 1000, "value");
  history = change(history, "10", 1300, "value");
  history = change(history, "100", 1600, "value");
  expect(undo(history).now).toBe("");
  expect(undo(change(history, "1000", 9000, "value")).now).toBe("100");
  expect(undo(change(history, "y", 1700, "other")).now).toBe("100");
});

test("remembers fifty steps", () => {
  let history = startHistory(0);
  for (let i = 1; i <= 60; i++) history = change(history, i, i * 10_000);
  for (let i = 0; i < 60; i++) history = undo(history);
  expect(history.now).toBe(10);
});
