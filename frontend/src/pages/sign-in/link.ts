import { useLocation, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { SessionOut } from "@/api/schema";
import { begin } from "@/api/session";

/** The secret of a link: behind #, where it reaches no server and no log, or as ?token=. */
export function tokenIn(hash: string, search: string | undefined): string | null {
  const after = hash.replace(/^#/, "").trim();
  return after || search || null;
}

/** The secret of the address; it is taken out of the address at once, so that it doesn't stay in the history. */
export function useToken(): string | null {
  const { hash, pathname } = useLocation();
  const { token } = useSearch({ strict: false }) as { token?: string };
  const [kept] = useState(() => tokenIn(hash, token));
  useEffect(() => {
    if (kept) window.history.replaceState(window.history.state, "", pathname);
  }, [kept, pathname]);
  return kept;
}

/** Where to go after signing in: only a place within the app, whatever the address says. */
export function placeAfter(next: string | undefined): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return "/segments";
  return /^\/(sign-in|setup|password)\b/.test(next) ? "/segments" : next;
}

/** What follows a successful sign-in. */
export function useEnter(): (session: SessionOut, next?: string) => void {
  const router = useRouter();
  return (session, next) => {
    begin(session);
    router.history.replace(placeAfter(next));
  };
}
