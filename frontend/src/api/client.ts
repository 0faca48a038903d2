import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryHooks from "openapi-react-query";
import { ApiError, problemOf } from "./problem";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

const problems: Middleware = {
  onRequest({ request }) {
    // A page of another site can't set this header: the server wants it on every change.
    if (!SAFE.has(request.method)) request.headers.set("X-Shoal-CSRF", "1");
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw new ApiError(await problemOf(response));
  },
  onError({ error }) {
    if (error instanceof ApiError || (error instanceof DOMException && error.name === "AbortError")) return undefined;
    return new ApiError({
      type: "about:blank",
      title: "Offline",
      status: 0,
      detail: error instanceof Error ? error.message : String(error),
      code: "offline",
    });
  },
};

/** Typed calls: `const { data } = await api.GET("/api/segments", {…})`. Throws ApiError for whatever isn't a success. */
export const api = createFetchClient<paths>({
  baseUrl: "",
  credentials: "same-origin",
  // Looked up at each call, so that tests may put theirs in its place.
  fetch: (request) => globalThis.fetch(request),
});
api.use(problems);

/** Typed hooks: `$api.useQuery("get", "/api/segments", {…})`, `$api.useMutation("post", …)`, `$api.queryOptions(…)`. */
export const $api = createQueryHooks(api);

type Listener = (error: ApiError) => void;
const listeners = new Set<Listener>();

/** Calls the listener whenever the server says that nobody is signed in; returns the way to stop that. */
export function onSignedOut(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function noticeSignOut(error: unknown) {
  if (error instanceof ApiError && error.status === 401) for (const listener of listeners) listener(error);
}

/** Another try helps when the server was busy or not there, never when it refused. */
function retry(failures: number, error: unknown): boolean {
  const status = error instanceof ApiError ? error.status : -1;
  return failures < 2 && (status === 0 || status === 502 || status === 503 || status === 504);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: { staleTime: 15_000, gcTime: 10 * 60_000, retry, refetchOnWindowFocus: true, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});
