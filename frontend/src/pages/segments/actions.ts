import i18next from "i18next";
import { api } from "@/api/client";
import { ApiError } from "@/api/problem";
import type { BulkIn, Fault, SegmentRow, Use } from "@/api/schema";
import { notifyDone, notifyError, notifyUndo } from "@/components/notify";
import { formatDate, formatNumber } from "@/format";
import { patchRows, readAgain } from "./rows";

type Row = Pick<SegmentRow, "id" | "name">;
/** Segments that were left as they are, each with the reason. */
export type Refused = { name: string; fault: Fault }[];

const t = (key: string, values?: Record<string, unknown>) => i18next.t(`segments:${key}`, values);

/** "“Lapsed”" of one segment, "12 segments" of several. */
function called(rows: readonly Row[]): string {
  const [first] = rows;
  return rows.length === 1 && first
    ? `“${first.name}”`
    : t("several", { count: rows.length, shown: formatNumber(rows.length) });
}

/** Shows the change at once, asks the server, and takes it back with the reason when that fails. */
async function optimistically<T>(
  rows: readonly Row[],
  patch: (row: SegmentRow) => SegmentRow | null,
  ask: () => Promise<T>,
) {
  const rollback = await patchRows(
    rows.map((row) => row.id),
    patch,
  );
  try {
    return await ask();
  } catch (error) {
    rollback();
    throw error;
  } finally {
    readAgain();
  }
}

/** Runs what a person asked for; what goes wrong is told and not thrown. */
async function told<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    notifyError(error);
    return undefined;
  }
}

async function bulk(rows: readonly Row[], action: BulkIn["action"], more: Partial<BulkIn> = {}) {
  const body = { labels: [], ...more, ids: rows.map((row) => row.id), action };
  return (await api.POST("/api/segments/bulk", { body })).data!;
}

function refusedOf(rows: readonly Row[], faults: readonly Fault[]): Refused {
  return faults.map((fault) => ({ name: rows.find((row) => row.id === fault.path)?.name ?? fault.path, fault }));
}

export function rename(row: Row, name: string) {
  return optimistically(
    [row],
    (old) => ({ ...old, name }),
    () => api.PATCH("/api/segments/{id}", { params: { path: { id: row.id } }, body: { name, refresh: false } }),
  );
}

export async function pin(rows: readonly Row[], pinned: boolean) {
  await told(
    optimistically(
      rows,
      (old) => ({ ...old, pinned }),
      () => bulk(rows, pinned ? "pin" : "unpin"),
    ),
  );
}

/** Puts labels on and takes others off; what other people changed meanwhile stays. */
export async function label(rows: readonly Row[], add: readonly string[], remove: readonly string[]): Promise<Refused> {
  const patch = (old: SegmentRow) => ({
    ...old,
    labels: [...new Set([...old.labels.filter((one) => !remove.includes(one)), ...add])],
  });
  const faults = await optimistically(rows, patch, async () => {
    const found: Fault[] = [];
    if (remove.length > 0) found.push(...(await bulk(rows, "unlabel", { labels: [...remove] })).refused);
    if (add.length > 0) found.push(...(await bulk(rows, "label", { labels: [...add] })).refused);
    return found;
  });
  return refusedOf(rows, faults);
}

export async function refresh(rows: readonly Row[]) {
  const done = await told(bulk(rows, "refresh"));
  readAgain();
  if (!done) return;
  if (done.done.length === 0) notifyDone(t("refresh.none"));
  else notifyDone(t("refresh.started", { what: called(rows.filter((row) => done.done.includes(row.id))) }));
}

export async function refreshAll() {
  const asked = await told(api.POST("/api/refreshes", { body: {} }));
  readAgain();
  if (asked) notifyDone(t("refresh.all"));
}

/** Now, with a way back. */
export async function activate(rows: readonly Row[], active: boolean): Promise<Refused> {
  const patch = (old: SegmentRow): SegmentRow => ({
    ...old,
    active,
    planned: null,
    status: active ? "queued" : "inactive",
  });
  const out = await told(optimistically(rows, patch, () => bulk(rows, active ? "activate" : "deactivate")));
  if (!out) return [];
  const changed = rows.filter((row) => out.done.includes(row.id));
  if (changed.length > 0) {
    const undo = () =>
      optimistically(
        changed,
        (old) => old,
        () => bulk(changed, active ? "deactivate" : "activate"),
      );
    notifyUndo(t(active ? "activated" : "deactivated", { what: called(changed) }), undo);
  }
  return refusedOf(rows, out.refused);
}

/** At a time of the workspace's zone, written 2026-03-08 14:05:00. */
export async function activateLater(rows: readonly Row[], active: boolean, moment: string): Promise<Refused> {
  const out = await bulk(rows, active ? "activate" : "deactivate", { at: moment.replace(" ", "T") });
  readAgain();
  const changed = rows.filter((row) => out.done.includes(row.id));
  if (changed.length > 0) {
    const values = { what: called(changed), when: `${formatDate(moment.slice(0, 10))}, ${moment.slice(11, 16)}` };
    notifyUndo(t(active ? "activatesAt" : "deactivatesAt", values), () => Promise.all(changed.map(cancelPlan)));
  }
  return refusedOf(rows, out.refused);
}

export async function cancelPlan(row: Row) {
  await told(
    optimistically(
      [row],
      (old) => ({ ...old, planned: null }),
      () => api.DELETE("/api/segments/{id}/plan", { params: { path: { id: row.id } } }),
    ),
  );
}

export async function duplicate(row: Row) {
  const made = await told(api.POST("/api/segments/{id}/duplicate", { params: { path: { id: row.id } }, body: {} }));
  readAgain();
  if (made?.data) notifyDone(t("duplicated", { name: made.data.name }));
}

/** Deletes one, with a way back for ten seconds. Gives what uses it when that is why it was refused. */
export async function remove(row: Row): Promise<Use[] | null> {
  try {
    await optimistically(
      [row],
      () => null,
      () => api.DELETE("/api/segments/{id}", { params: { path: { id: row.id } } }),
    );
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) {
      const uses = await told(api.GET("/api/segments/{id}/uses", { params: { path: { id: row.id } } }));
      if (uses?.data?.used_by.length) return uses.data.used_by;
    }
    notifyError(error);
    return null;
  }
  notifyUndo(t("deleted", { what: called([row]) }), async () => {
    await api.POST("/api/segments/{id}/restore", { params: { path: { id: row.id } } });
    readAgain();
  });
  return null;
}

export async function removeMany(rows: readonly Row[]): Promise<Refused> {
  const out = await told(
    optimistically(
      rows,
      () => null,
      () => bulk(rows, "delete"),
    ),
  );
  if (!out) return [];
  const gone = rows.filter((row) => out.done.includes(row.id));
  if (gone.length > 0) {
    notifyUndo(t("deleted", { what: called(gone) }), async () => {
      await bulk(gone, "restore");
      readAgain();
    });
  }
  return refusedOf(rows, out.refused);
}
