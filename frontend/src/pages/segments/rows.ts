import { keepPreviousData, type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, queryClient } from "@/api/client";
import type { SegmentPage, SegmentRow } from "@/api/schema";
import { queryOf, type SegmentsSearch } from "./search";

/** Every list of segments, of whatever filter, begins with this. */
const LISTS = ["get", "/api/segments"] as const;
const PROGRESS = ["get", "/api/refreshes/progress"] as const;
const PAGE = 50;
const BUSY_MS = 4_000;

function isBusy(page: SegmentPage | undefined): boolean {
  return (page?.statuses.calculating ?? 0) + (page?.statuses.queued ?? 0) > 0;
}

/** The segments that fit the address, a page at a time; kept true while a refresh is under way. */
export function useSegments(search: SegmentsSearch) {
  const query = queryOf(search);
  const found = useInfiniteQuery({
    queryKey: [...LISTS, { params: { query } }, "pages"],
    queryFn: async ({ pageParam, signal }) => {
      const asked = { params: { query: { ...query, cursor: pageParam, limit: PAGE } }, signal };
      return (await api.GET("/api/segments", asked)).data!;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    // The shell reads again when a refresh starts or ends; this is for what it doesn't hear of.
    refetchInterval: ({ state }) => (isBusy(state.data?.pages.at(-1)) ? BUSY_MS : false),
  });
  const last = found.data?.pages.at(-1);
  // A segment that moved between two pages while they were read would be there twice.
  const rows = useMemo(() => {
    const seen = new Map<string, SegmentRow>();
    for (const page of found.data?.pages ?? []) for (const row of page.items) seen.set(row.id, row);
    return [...seen.values()];
  }, [found.data]);
  return { ...found, rows, page: last };
}

/** Reads again whatever shows segments, and how far the refresh is. */
export function readAgain() {
  queryClient.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[1] ?? "").startsWith("/api/segments") });
  queryClient.invalidateQueries({ queryKey: ["get", "/api/labels"] });
  queryClient.invalidateQueries({ queryKey: PROGRESS });
}

type Listed = SegmentPage | { pages: SegmentPage[] };
type Patch = (row: SegmentRow) => SegmentRow | null;

/** The page with some rows changed, or taken out where the patch gives null. */
export function patched(page: SegmentPage, ids: ReadonlySet<string>, patch: Patch): SegmentPage {
  const items = page.items.flatMap((row) => (ids.has(row.id) ? (patch(row) ?? []) : row));
  const fewer = page.items.length - items.length;
  return { ...page, items, total: page.total - fewer, counts: { ...page.counts, all: page.counts.all - fewer } };
}

/** Shows a change in every list before the server has it. Returns what puts the lists back as they were. */
export async function patchRows(ids: readonly string[], patch: Patch): Promise<() => void> {
  await queryClient.cancelQueries({ queryKey: LISTS });
  const before: [QueryKey, unknown][] = queryClient.getQueriesData({ queryKey: LISTS });
  const wanted = new Set(ids);
  queryClient.setQueriesData<Listed>({ queryKey: LISTS }, (listed) => {
    if (!listed) return listed;
    if ("pages" in listed) return { ...listed, pages: listed.pages.map((page) => patched(page, wanted, patch)) };
    return "items" in listed ? patched(listed, wanted, patch) : listed;
  });
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data);
  };
}
