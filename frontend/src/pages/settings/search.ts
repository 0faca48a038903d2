import { choiceParam, textParam } from "@/search";

export const TABS = ["account", "users", "keys", "audit", "workspace"] as const;
export type Tab = (typeof TABS)[number];

/** What the address of the page says; the rest narrows the audit. Days are as 2026-03-08. */
export type SettingsSearch = {
  tab?: Tab;
  actor?: string;
  action?: string;
  subject?: string;
  since?: string;
  until?: string;
};

const DAY = /^\d{4}-\d\d-\d\d$/;

export function validateSearch(given: Record<string, unknown>): SettingsSearch {
  const day = (value: unknown) => {
    const text = textParam(value, 10);
    return text !== undefined && DAY.test(text) ? text : undefined;
  };
  return {
    tab: choiceParam(given.tab, TABS),
    actor: textParam(given.actor),
    action: textParam(given.action, 60),
    subject: textParam(given.subject),
    since: day(given.since),
    until: day(given.until),
  };
}
