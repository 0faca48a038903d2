import { getRouteApi } from "@tanstack/react-router";
import type { CatalogSearch } from "./search";

const route = getRouteApi("/app/catalog");

/** The search parameters of the page and the way to change some; undefined takes one out. */
export function useAddress(): [CatalogSearch, (patch: Partial<CatalogSearch>) => void] {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (patch: Partial<CatalogSearch>) => {
    navigate({ search: (old) => ({ ...old, ...patch }), replace: true, resetScroll: false });
  };
  return [search, change];
}
