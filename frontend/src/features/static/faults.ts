import { ApiError } from "@/api/problem";
import { inert } from "@/components/text";

/** The server's words about one field of what was sent, to show beneath it. */
export function faultOf(error: unknown, field: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const found = error.problems.find((fault) => fault.path === field || fault.path.endsWith(`.${field}`));
  return found ? inert(found.message) : null;
}

/** Whether every fault belongs to one of the fields; otherwise the message must be told elsewhere. */
export function isOnlyAbout(error: unknown, fields: readonly string[]): boolean {
  if (!(error instanceof ApiError) || error.problems.length === 0) return false;
  return error.problems.every((fault) =>
    fields.some((field) => fault.path === field || fault.path.endsWith(`.${field}`)),
  );
}
