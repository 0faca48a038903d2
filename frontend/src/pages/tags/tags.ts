import { queryOptions } from "@tanstack/react-query";
import { api, queryClient } from "@/api/client";
import type { Unmatched } from "@/features/static/api";
import { compareNames } from "@/format";
import type { TagSort, TagsSearch } from "./search";

/** A tag on people. Nobody created it when it came with the data. */
export type Tag = {
  name: string;
  description: string;
  profiles: number;
  created_at: string | null;
  created_by: string | null;
};

/** How many people a change touched, how many it found as they should be, and whom it didn't find. */
export type Tagged = { changed: number; unchanged: number; unmatched: Unmatched[]; unmatched_total: number };

/** The people whom a tag is put on or taken from. */
export type People = { identifiers: string[] } | { segment: string };

type Call = (path: string, init?: object) => Promise<{ data?: unknown }>;
const calls = api as unknown as Record<"GET" | "POST" | "PATCH" | "DELETE", Call>;
const KEY = ["get", "/api/tags"] as const;

export const tagsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => (await calls.GET("/api/tags", { signal })).data as Tag[],
});

/** Tags are on profiles, in the catalog and in rules: all may show something else now. */
function readAgain() {
  queryClient.invalidateQueries({ queryKey: KEY });
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) => /^\/api\/(profiles|catalog)/.test(String(queryKey[1] ?? "")),
  });
}

const named = (name: string) => ({ params: { path: { name } } });

export async function createTag(name: string, description: string) {
  await calls.POST("/api/tags", { body: { name, description } });
  readAgain();
}

export async function describeTag(name: string, description: string) {
  await calls.PATCH("/api/tags/{name}", { ...named(name), body: { description } });
  readAgain();
}

export async function tagPeople(name: string, people: People, present: boolean): Promise<Tagged> {
  const path = present ? "/api/tags/{name}/apply" : "/api/tags/{name}/remove";
  const { data } = await calls.POST(path, { ...named(name), body: people });
  readAgain();
  return data as Tagged;
}

export async function deleteTag(name: string) {
  await calls.DELETE("/api/tags/{name}", named(name));
  readAgain();
}

/** The tags that fit the address, in its order; those without a time of creation come last. */
export function fitting(tags: readonly Tag[], { q, sort = "name" }: TagsSearch): Tag[] {
  const wanted = q?.trim().toLocaleLowerCase() ?? "";
  const kept = tags.filter((tag) => `${tag.name}\n${tag.description}`.toLocaleLowerCase().includes(wanted));
  const by: Record<string, (a: Tag, b: Tag) => number> = {
    name: (a, b) => compareNames(a.name, b.name),
    profiles: (a, b) => a.profiles - b.profiles,
    created: (a, b) => (a.created_at ?? "").localeCompare(b.created_at ?? ""),
  };
  const compare = by[sort.replace("-", "")]!;
  const sign = sort.startsWith("-") ? -1 : 1;
  const lacking = (tag: Tag) => Number(sort.endsWith("created") && tag.created_at === null);
  return kept.sort((a, b) => lacking(a) - lacking(b) || sign * compare(a, b) || compareNames(a.name, b.name));
}

/** The order after a click on a column's heading: names upwards first, the rest downwards. */
export function nextTagSort(column: "name" | "profiles" | "created", now: TagSort = "name"): TagSort {
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column;
  return column === "name" ? column : `-${column}`;
}
