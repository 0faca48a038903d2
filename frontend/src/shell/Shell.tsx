import { ActionIcon } from "@mantine/core";
import { Outlet, useRouter } from "@tanstack/react-router";
import { Menu as Burger, Search } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession } from "@/api/session";
import { inert } from "@/components/text";
import { useKeys } from "./keys";
import { Logo } from "./Logo";
import { useProgressStream, useRefreshEffects } from "./progress";
import classes from "./Shell.module.css";
import { SideBar } from "./SideBar";

// Loaded when they are first opened.
const Palette = lazy(() => import("./Palette"));
const KeyList = lazy(() => import("./KeyList"));
const ProgressPane = lazy(() => import("./ProgressPane"));
const BarDrawer = lazy(() => import("./BarDrawer"));

type Layer = "search" | "keys" | "progress" | "bar";

/** What surrounds every page: the left bar, the keys, the layers that open over a page. */
export function Shell() {
  const { t } = useTranslation("shell");
  const [layer, setLayer] = useState<Layer | null>(null);
  const [loaded, setLoaded] = useState<ReadonlySet<Layer>>(new Set());
  const main = useRef<HTMLElement>(null);
  const router = useRouter();
  const session = useSession();
  const mayEdit = useMay("marketer");
  const open = (which: Layer) => {
    setLoaded((before) => new Set(before).add(which));
    setLayer(which);
  };
  const close = () => setLayer(null);

  useProgressStream();
  useRefreshEffects();
  useFocusOnNavigation(main);
  useKeys({
    search: () => open("search"),
    keys: () => open("keys"),
    create: mayEdit ? () => router.navigate({ to: "/segments/new" }) : undefined,
    blocked: layer !== null,
  });

  const bar = {
    openSearch: () => open("search"),
    openKeys: () => open("keys"),
    openProgress: () => open("progress"),
  };
  return (
    <div className={classes.shell}>
      <a href="#main" className="skip-link">
        {t("skip")}
      </a>
      <aside className={classes.bar} aria-label={t("bar")}>
        <SideBar {...bar} />
      </aside>
      <header className={classes.top}>
        <ActionIcon size="lg" aria-label={t("openBar")} aria-haspopup="dialog" onClick={() => open("bar")}>
          <Burger size={20} />
        </ActionIcon>
        <Logo size={24} />
        <span className={classes.topName}>
          <bdi>{inert(session?.workspace.name ?? "Shoal")}</bdi>
        </span>
        <ActionIcon size="lg" aria-label={t("search")} onClick={() => open("search")}>
          <Search size={18} />
        </ActionIcon>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <Suspense fallback={null}>
        {loaded.has("search") && (
          <Palette
            opened={layer === "search"}
            onClose={close}
            openProgress={bar.openProgress}
            openKeys={bar.openKeys}
          />
        )}
        {loaded.has("keys") && <KeyList opened={layer === "keys"} onClose={close} />}
        {loaded.has("progress") && <ProgressPane opened={layer === "progress"} onClose={close} />}
        {loaded.has("bar") && (
          <BarDrawer opened={layer === "bar"} onClose={close}>
            <SideBar {...bar} onNavigate={close} />
          </BarDrawer>
        )}
      </Suspense>
    </div>
  );
}

/** After going to another page, its title has the focus: screen readers read it, and Tab goes on from there. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>) {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged) return; // the first page, or only a tab or filter
        if (main.current?.contains(document.activeElement) && document.activeElement?.matches("input, textarea"))
          return;
        const title = main.current?.querySelector<HTMLElement>("h1");
        (title ?? main.current)?.focus({ preventScroll: true });
      }),
    [router, main],
  );
}
