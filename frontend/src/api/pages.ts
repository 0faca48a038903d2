import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";

type PageOf<T> = { items: T[]; next?: string | null };
type Fetch<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<{ data?: PageOf<T> }>;

/** A list that comes in pages; `items` are those so far, undefined before the first. */
export function usePages<T>(queryKey: QueryKey, fetch: Fetch<T>) {
  const pages = useInfiniteQuery({
    queryKey: [...queryKey, "pages"],
    // openapi-react-query's own would send 0 as the first cursor.
    queryFn: async ({ pageParam, signal }) => (await fetch(pageParam, signal)).data!,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  return { ...pages, items: pages.data?.pages.flatMap((page) => page.items) };
}
