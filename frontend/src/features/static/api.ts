import { api } from "@/api/client";
import type { SegmentDetail } from "@/api/schema";

/** An identifier that stands for nobody (unknown) or for several people (ambiguous); `line` counts from 1. */
export type Unmatched = { line: number; text: string; reason: "unknown" | "ambiguous" | (string & {}) };

/** What a change of members came to. `unmatched` may be the first of `unmatched_total` only. */
export type MembersChanged = {
  matched: number;
  added: number;
  removed: number;
  members: number;
  unmatched: Unmatched[];
  unmatched_total: number;
};

export const MODES = ["add", "remove", "replace"] as const;
export type Mode = (typeof MODES)[number];

/** Identifiers that were pasted, or a file with the column that holds them (null: its only one). */
export type Source = { identifiers: string[] } | { file: File; column: string | null };

// A file travels as a form, which the generated types of JSON bodies don't describe.
type Post = (path: string, init: object) => Promise<{ data?: unknown }>;
const post = api.POST as unknown as Post;

export async function changeMembers(id: string, source: Source, mode: Mode): Promise<MembersChanged> {
  const params = { path: { id } };
  if ("identifiers" in source) {
    const body = { identifiers: source.identifiers, mode };
    return (await post("/api/segments/{id}/members", { params, body })).data as MembersChanged;
  }
  const form = new FormData();
  form.set("file", source.file);
  form.set("mode", mode);
  if (source.column !== null) form.set("column", source.column);
  return (await post("/api/segments/{id}/members/upload", { params, body: form })).data as MembersChanged;
}

/** A static segment with the members of another one, as of an earlier time when one is given (in the workspace's zone). */
export async function freezeSegment(id: string, name: string, asOf: string | null): Promise<SegmentDetail> {
  const body = { name, ...(asOf !== null && { as_of: asOf }) };
  const { data } = await post("/api/segments/{id}/freeze", { params: { path: { id } }, body });
  return data as SegmentDetail;
}

/** Where the members of a segment are downloaded. */
export function exportAddress(id: string, format: "csv" | "parquet"): string {
  return `/api/segments/${encodeURIComponent(id)}/export?format=${format}`;
}

/** Gives the browser a text to save. */
export function saveText(text: string, name: string, type = "text/csv;charset=utf-8") {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
