import { describe, expect, it } from "vitest";
import english from "@/i18n/en/settings.json";
import { ACTIONS, dayAfter, isKnown, linesOf, NOUNS, subjectOf } from "./audit";
import { expiryIn } from "./lives";

describe("the audit in words", () => {
  it("has words for every action that it knows", () => {
    for (const action of ACTIONS) {
      const [noun, verb] = action.split(".") as [keyof typeof english.action, string];
      expect(english.action[noun], action).toHaveProperty(verb);
      expect(NOUNS).toContain(`${noun}.`);
    }
    expect(isKnown("segment.rename")).toBe(true);
    expect(isKnown("rocket.launch")).toBe(false);
  });

  it("names what people know, and keeps the id among the details", () => {
    const row = { subject: "u_17", detail: { email: "ayse@example.com", role: "admin", before: null } };
    expect(subjectOf(row)).toBe("ayse@example.com");
    expect(linesOf(row)).toEqual([
      ["id", "u_17"],
      ["role", "admin"],
    ]);
  });

  it("falls back to the subject, and shows what is no text as JSON", () => {
    const row = { subject: "vip", detail: { profiles: 3, name: "" } };
    expect(subjectOf(row)).toBe("vip");
    expect(linesOf(row)).toEqual([
      ["profiles", "3"],
      ["name", ""],
    ]);
  });

  it("takes the last day as a whole, over the end of a month", () => {
    expect(dayAfter("2026-02-28")).toBe("2026-03-01");
  });
});

describe("the life of a key", () => {
  it("ends so many days from now, or never", () => {
    const now = Date.parse("2026-03-08T12:00:00Z");
    expect(expiryIn("30", now)).toBe("2026-04-07T12:00:00.000Z");
    expect(expiryIn("never", now)).toBeNull();
  });
});
