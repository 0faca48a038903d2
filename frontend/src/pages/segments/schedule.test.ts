import { expect, it } from "vitest";
import { scheduleWords } from "./schedule";

it("tells a schedule in words, and leaves cron alone", () => {
  expect(scheduleWords(null)).toEqual({ key: "hand" });
  expect(scheduleWords("manual")).toEqual({ key: "hand" });
  expect(scheduleWords("every 1 hour")).toEqual({ key: "hours", count: 1 });
  expect(scheduleWords("every 30 minutes")).toEqual({ key: "minutes", count: 30 });
  expect(scheduleWords("daily at 06:00")).toEqual({ key: "daily", time: "06:00" });
  expect(scheduleWords("0 6 * * 1")).toEqual({ key: "cron", text: "0 6 * * 1" });
});
