import { useNavigate, useSearch } from "@tanstack/react-router";
import type { DetailsSearch } from "./search";

/** The search parameters of the page and the way to change some; undefined takes one out. */
export function useAddress(): [DetailsSearch, (patch: Partial<DetailsSearch>) => void] {
  const search = useSearch({ from: "/app/segments/$id" });
  const navigate = useNavigate({ from: "/segments/$id" });
  const change = (patch: Partial<DetailsSearch>) => {
    navigate({ search: (old) => ({ ...old, ...patch }), replace: true, resetScroll: false });
  };
  return [search, change];
}
