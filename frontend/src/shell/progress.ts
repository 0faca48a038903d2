import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { api, queryClient } from "@/api/client";
import type { ProgressOut } from "@/api/schema";

export const progressQuery = queryOptions({
  queryKey: ["get", "/api/refreshes/progress"],
  // The route can also answer with events, which hides the document's type.
  queryFn: async ({ signal }) => (await api.GET("/api/refreshes/progress", { signal })).data as ProgressOut,
});

// Whether the server sends events just now; without them the progress is asked for.
let streaming = false;
const watchers = new Set<() => void>();

function setStreaming(now: boolean) {
  if (streaming === now) return;
  streaming = now;
  for (const watcher of watchers) watcher();
}

const watchStreaming = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** The refresh that is under way, or the last one of this server. */
export function useProgress(): ProgressOut | undefined {
  const live = useSyncExternalStore(watchStreaming, () => streaming);
  return useQuery({
    ...progressQuery,
    staleTime: live ? Number.POSITIVE_INFINITY : 0,
    refetchInterval: ({ state }) => (live ? false : state.data?.running ? 2_000 : 20_000),
  }).data;
}

/** Whether the progress says that something ended, so that what pages show may be old. */
export function hasEnded(before: ProgressOut | undefined, after: ProgressOut): boolean {
  if (before === undefined) return false;
  return (before.running && !after.running) || (before.number !== after.number && before.number !== null);
}

/** Whether other segments are under way or wait than before, so that statuses changed. */
export function hasMoved(before: ProgressOut | undefined, after: ProgressOut): boolean {
  return before !== undefined && (before.running !== after.running || before.waiting.length !== after.waiting.length);
}

function take(progress: ProgressOut) {
  const before = queryClient.getQueryData<ProgressOut>(progressQuery.queryKey);
  if (before && before.number === progress.number && before.revision > progress.revision) return; // an older answer
  queryClient.setQueryData(progressQuery.queryKey, progress);
}

/** Keeps the progress up to date by server-sent events while the page is seen. Once, in the shell. */
export function useProgressStream() {
  useEffect(() => {
    let source: EventSource | null = null;
    const close = () => {
      source?.close();
      source = null;
      setStreaming(false);
    };
    // A hidden tab would hold one of the few connections that a browser allows to a server.
    const follow = () => {
      if (document.visibilityState === "hidden") return close();
      if (source || typeof EventSource === "undefined") return;
      source = new EventSource("/api/refreshes/progress?stream=true");
      source.onopen = () => setStreaming(true);
      source.onmessage = (event) => take(JSON.parse(event.data) as ProgressOut);
      source.onerror = () => {
        setStreaming(false); // the browser tries again by itself unless the server refused
        if (source?.readyState === EventSource.CLOSED) source = null;
      };
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      close();
    };
  }, []);
}

/** Asks again for what a refresh changes, whenever one starts, waits or ends. Once, in the shell. */
export function useRefreshEffects() {
  const client = useQueryClient();
  useEffect(() => {
    let before = client.getQueryData<ProgressOut>(progressQuery.queryKey);
    return client.getQueryCache().subscribe((event) => {
      if (event.type !== "updated" || event.query.queryHash !== JSON.stringify(progressQuery.queryKey)) return;
      const after = event.query.state.data as ProgressOut | undefined;
      if (!after || after === before) return;
      const ended = hasEnded(before, after);
      const moved = hasMoved(before, after);
      before = after;
      if (!ended && !moved) return;
      client.invalidateQueries({
        predicate: ({ queryKey }) => {
          const path = queryKey[1];
          if (typeof path !== "string") return false;
          if (path === "/api/refreshes/progress") return false;
          // Members change at the end; before it only the words for where segments are.
          return ended
            ? /^\/api\/(segments|refreshes|profiles|insights|labels|tags|workspace)/.test(path)
            : path === "/api/segments" || path === "/api/segments/{id}" || path === "/api/refreshes";
        },
      });
    });
  }, [client]);
}

/** How many of the segments are done: the step that compares members counts them. */
export function segmentsDone(progress: ProgressOut): { done: number; total: number } {
  const total = progress.segments.length;
  const publishing = progress.tasks.find((task) => task.name === "publishing");
  if (publishing && publishing.state !== "waiting") return { done: total, total };
  const members = progress.tasks.find((task) => task.name === "members");
  if (!members || members.state === "waiting" || members.total === 0) return { done: 0, total };
  // The step counts different rules: segments may share one.
  return { done: Math.min(total, Math.floor((members.done / members.total) * total)), total };
}

/** Milliseconds between two instants; the second is now while something still runs. */
export function elapsed(from: string | null, to: string | null, now: number): number | null {
  if (!from) return null;
  return Math.max(0, (to ? Date.parse(to) : now) - Date.parse(from));
}
