import { STATUSES, type Status } from "@/components/StatusDot";
import { choiceParam, listParam, textParam } from "@/search";

/** The tabs of the page; "pinned" are the segments that are ready to use. */
export const TABS = ["all", "rule", "static", "pinned"] as const;
export type Tab = (typeof TABS)[number];

/** What the server sorts by; a minus before it turns the order around. */
export const SORTABLE = ["name", "members", "change", "refreshed", "status", "kind", "created", "updated"] as const;
export type Sortable = (typeof SORTABLE)[number];
export type Sort = Sortable | `-${Sortable}`;
const SORTS: readonly Sort[] = SORTABLE.flatMap((column): Sort[] => [column, `-${column}`]);

/** What the address of the page says. */
export type SegmentsSearch = {
  q?: string;
  tab?: Tab;
  status?: Status[];
  label?: string[];
  owner?: string[];
  sort?: Sort;
};

export function validateSearch(given: Record<string, unknown>): SegmentsSearch {
  const tab = choiceParam(given.tab, TABS);
  const sort = choiceParam(given.sort, SORTS);
  const status = listParam(given.status)?.filter((word): word is Status => STATUSES.includes(word as Status));
  return {
    q: textParam(given.q),
    tab: tab === "all" ? undefined : tab,
    status: status?.length ? status : undefined,
    label: listParam(given.label),
    owner: listParam(given.owner),
    sort: sort === "name" ? undefined : sort,
  };
}

/** Whether anything but the tab narrows what is shown. */
export function isFiltered({ q, status, label, owner }: SegmentsSearch): boolean {
  return Boolean(q || status || label || owner);
}

/** What the server is asked for. */
export function queryOf({ q, tab, status, label, owner, sort }: SegmentsSearch) {
  return {
    q,
    status,
    label,
    owner,
    kind: tab === "rule" || tab === "static" ? tab : undefined,
    pinned: tab === "pinned" ? true : undefined,
    sort: sort ?? ("name" as const),
  };
}

/** The next order of a column that is clicked: names and words upwards first, numbers and times downwards first. */
export function nextSort(column: Sortable, now: Sort = "name"): Sort {
  const words = column === "name" || column === "status" || column === "kind";
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column;
  return words ? column : `-${column}`;
}
