/** The actions that have words; others are shown as the server names them. */
export const ACTIONS = [
  "segment.create",
  "segment.edit",
  "segment.rename",
  "segment.label",
  "segment.pin",
  "segment.activate",
  "segment.deactivate",
  "segment.plan",
  "segment.cancel_plan",
  "segment.rollback",
  "segment.delete",
  "segment.restore",
  "segment.members",
  "segment.export",
  "tag.create",
  "tag.describe",
  "tag.apply",
  "tag.remove",
  "tag.delete",
  "user.create",
  "user.edit",
  "user.password",
  "session.create",
  "session.delete",
  "link.create",
  "key.create",
  "key.revoke",
  "workspace.rename",
] as const;

export type Action = (typeof ACTIONS)[number];

/** The nouns that the audit can be narrowed to; the server takes the beginning of an action. */
export const NOUNS = ["segment.", "tag.", "user.", "session.", "link.", "key.", "workspace."] as const;

export function isKnown(action: string): action is Action {
  return (ACTIONS as readonly string[]).includes(action);
}

/** What a row is about, as people know it: a name or an address rather than an id. */
export function subjectOf(row: { subject: string; detail: Record<string, unknown> }): string {
  for (const key of ["name", "email"]) {
    const value = row.detail[key];
    if (typeof value === "string" && value !== "") return value;
  }
  return row.subject;
}

/** The detail as lines of a name and a text, without what the row says already. */
export function linesOf(row: { subject: string; detail: Record<string, unknown> }): [string, string][] {
  const shown = subjectOf(row);
  const rest = Object.entries(row.detail)
    .filter(([, value]) => value !== shown && value !== null)
    .map(([key, value]): [string, string] => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  return shown === row.subject ? rest : [["id", row.subject], ...rest];
}

/** The day after one, both as 2026-03-08: the server's `until` is an end that doesn't belong. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
