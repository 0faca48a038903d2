import { Button, Tabs, VisuallyHidden } from "@mantine/core";
import { useIntersection, useMediaQuery } from "@mantine/hooks";
import { getRouteApi } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { ErrorState } from "@/components/EmptyState";
import { Page } from "@/components/Page";
import { formatNumber } from "@/format";
import * as actions from "./actions";
import { useColumns } from "./chosen";
import type { Dialog } from "./dialog";
import { EmptyTab, NoSegments, NothingFits } from "./Empty";
import { Filters } from "./Filters";
import { NewMenu } from "./NewMenu";
import { useSegments } from "./rows";
import { SegmentTable } from "./SegmentTable";
import { SelectionBar } from "./SelectionBar";
import { isFiltered, type SegmentsSearch, TABS, type Tab } from "./search";
import classes from "./segments.module.css";

const Dialogs = lazy(() => import("./Dialogs"));
const route = getRouteApi("/app/segments");

/** The address as what is shown, and the way to change parts of it. */
function useSearchChange() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (patch: Partial<SegmentsSearch>, replace = true) => {
      navigate({ search: (old) => ({ ...old, ...patch }), replace, resetScroll: false });
    },
    [navigate],
  );
  return [search, change] as const;
}

export default function PageOfSegments() {
  const { t } = useTranslation("segments");
  const [search, change] = useSearchChange();
  const [columns, setColumns] = useColumns();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, ask] = useState<Dialog | null>(null);
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  const may = useMay("marketer");
  const list = useSegments(search);
  const { rows, page } = list;
  const tab = search.tab ?? "all";
  const chosen = useMemo(() => rows.filter(({ id }) => selected.has(id)), [rows, selected]);
  const clear = () => change({ q: undefined, status: undefined, label: undefined, owner: undefined });

  const content = () => {
    if (list.error && !page) return <ErrorState error={list.error} retry={() => list.refetch()} />;
    if (page && rows.length === 0 && page.counts.all === 0) return <NoSegments />;
    if (page && rows.length === 0 && isFiltered(search)) return <NothingFits onClear={clear} />;
    if (page && rows.length === 0) return <EmptyTab tab={tab} ask={ask} onAll={() => change({ tab: undefined })} />;
    return (
      <div className={list.isPlaceholderData ? classes.stale : undefined} aria-busy={list.isFetching}>
        <SegmentTable
          rows={page ? rows : undefined}
          columns={columns}
          sort={search.sort}
          onSort={(sort) => change({ sort: sort === "name" ? undefined : sort })}
          selected={selected}
          onSelect={setSelected}
          ask={ask}
          narrow={narrow ?? false}
        />
        <Foot
          shown={rows.length}
          total={page?.total}
          more={list.hasNextPage}
          loading={list.isFetchingNextPage}
          onMore={list.fetchNextPage}
        />
      </div>
    );
  };

  return (
    <Page
      title={t("title")}
      description={t("about")}
      actions={
        may && (
          <>
            <Button variant="default" leftSection={<RefreshCw size={16} />} onClick={() => actions.refreshAll()}>
              {t("refreshAll")}
            </Button>
            <NewMenu ask={ask} />
          </>
        )
      }
    >
      <Tabs
        value={tab}
        onChange={(next) => {
          setSelected(new Set());
          change({ tab: next === "all" ? undefined : (next as Tab) }, false);
        }}
        keepMounted={false}
      >
        <Tabs.List className={classes.tabs}>
          {TABS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
              {page && <span className={classes.counter}>{formatNumber(page.counts[one])}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Filters search={search} page={page} onChange={change} columns={columns} onColumns={setColumns} />
          {content()}
        </Tabs.Panel>
      </Tabs>
      <VisuallyHidden aria-live="polite">
        {page && t("found", { count: page.total, shown: formatNumber(page.total) })}
      </VisuallyHidden>
      {may && chosen.length > 0 && <SelectionBar rows={chosen} onClear={() => setSelected(new Set())} ask={ask} />}
      {dialog && (
        <Suspense>
          <Dialogs dialog={dialog} ask={ask} onClose={() => ask(null)} />
        </Suspense>
      )}
    </Page>
  );
}

type FootProps = { shown: number; total: number | undefined; more: boolean; loading: boolean; onMore: () => void };

/** How many there are; the next page comes when this is near, or by the button. */
function Foot({ shown, total, more, loading, onMore }: FootProps) {
  const { t } = useTranslation("segments");
  const { t: common } = useTranslation("common");
  const { ref, entry } = useIntersection({ rootMargin: "600px" });
  const near = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (near && more && !loading) onMore();
  }, [near, more, loading, onMore]);
  if (total === undefined) return null;
  return (
    <div className={classes.foot} ref={ref}>
      {more
        ? t("shown", { shown: formatNumber(shown), total: formatNumber(total) })
        : t("found", { count: total, shown: formatNumber(total) })}
      {more && (
        <Button variant="default" size="compact-sm" loading={loading} onClick={onMore}>
          {common("more")}
        </Button>
      )}
    </div>
  );
}
