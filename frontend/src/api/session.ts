import { useQuery } from "@tanstack/react-query";
import { setZone } from "@/format";
import { $api, api, queryClient } from "./client";
import type { Me, SessionOut } from "./schema";

export type Role = Me["role"];

/** Each may do what those before it may. */
export const ROLES: readonly Role[] = ["viewer", "marketer", "analyst", "admin"];

/** Who uses the app; `user` is null while nobody is signed in. */
export const sessionQuery = {
  ...$api.queryOptions("get", "/api/session"),
  staleTime: 5 * 60_000,
};

/** Takes over what signing in answered: nothing of somebody else's stays. */
export function begin(session: SessionOut) {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, session);
  setZone(session.workspace.zone);
}

export async function signOut() {
  await api.DELETE("/api/session");
  queryClient.clear();
}

/** Who is signed in. Inside the shell somebody always is. */
export function useSession(): SessionOut | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether the person may do what needs that role; the server decides again. */
export function useMay(role: Role): boolean {
  const own = useSession()?.user?.role;
  return own !== undefined && ROLES.indexOf(own) >= ROLES.indexOf(role);
}
