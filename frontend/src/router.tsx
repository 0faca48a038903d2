import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { queryClient } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { PageSkeleton } from "@/components/skeletons";
import { setZone } from "@/format";
import { loadTexts } from "@/i18n";
import { validateSearch as catalogSearch } from "@/pages/catalog/search";
import { detailsSearch } from "@/pages/details/search";
import { validateSearch as overlapSearch } from "@/pages/overlap/search";
import { validateSearch as profileSearch } from "@/pages/profile/search";
import { validateSearch as profilesSearch } from "@/pages/profiles/search";
import { validateSearch as segmentsSearch } from "@/pages/segments/search";
import { validateSearch as settingsSearch } from "@/pages/settings/search";
import { validateSearch as tagsSearch } from "@/pages/tags/search";
import { textParam } from "@/search";
import { Broken } from "@/shell/Broken";
import { NotFound } from "@/shell/NotFound";
import { Shell } from "@/shell/Shell";

/** A page in a chunk of its own, with its texts. */
function page(texts: string, load: () => Promise<{ default: () => ReactNode }>) {
  return lazyRouteComponent(async () => {
    const [module] = await Promise.all([load(), loadTexts(texts)]);
    return module;
  });
}

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** Everything inside the shell needs somebody signed in. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    setZone(session.workspace.zone);
    if (session.user) return;
    if (session.setup_needed) throw redirect({ to: "/setup" });
    throw redirect({ to: "/sign-in", search: { next: location.href === "/" ? undefined : location.href } });
  },
});

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/segments", replace: true });
  },
});

const segments = createRoute({
  getParentRoute: () => app,
  path: "/segments",
  validateSearch: segmentsSearch,
  component: page("segments", () => import("@/pages/segments/page")),
});

type NewSegmentSearch = { template?: string; from?: string; rule?: string; name?: string; kind?: "static" };

const newSegment = createRoute({
  getParentRoute: () => app,
  path: "/segments/new",
  // What to start from: a template, another segment, or a rule that a page has made.
  validateSearch: (search: Record<string, unknown>): NewSegmentSearch => ({
    template: textParam(search.template),
    from: textParam(search.from),
    // JSON in an address that somebody wrote arrives as an object.
    rule: textParam(typeof search.rule === "object" ? JSON.stringify(search.rule) : search.rule, 8000),
    name: textParam(search.name, 100),
    kind: search.kind === "static" ? "static" : undefined,
  }),
  component: page("builder", () => import("@/pages/builder/page")),
});

const editSegment = createRoute({
  getParentRoute: () => app,
  path: "/segments/$id/edit",
  component: page("builder", () => import("@/pages/builder/page")),
});

const segment = createRoute({
  getParentRoute: () => app,
  path: "/segments/$id",
  validateSearch: detailsSearch,
  component: page("details", () => import("@/pages/details/page")),
});

const overlap = createRoute({
  getParentRoute: () => app,
  path: "/overlap",
  validateSearch: overlapSearch,
  component: page("overlap", () => import("@/pages/overlap/page")),
});

const profiles = createRoute({
  getParentRoute: () => app,
  path: "/profiles",
  validateSearch: profilesSearch,
  component: page("profiles", () => import("@/pages/profiles/page")),
});

const profile = createRoute({
  getParentRoute: () => app,
  path: "/profiles/$id",
  validateSearch: profileSearch,
  component: page("profile", () => import("@/pages/profile/page")),
});

const catalog = createRoute({
  getParentRoute: () => app,
  path: "/catalog",
  validateSearch: catalogSearch,
  component: page("catalog", () => import("@/pages/catalog/page")),
});

const tags = createRoute({
  getParentRoute: () => app,
  path: "/tags",
  validateSearch: tagsSearch,
  component: page("tags", () => import("@/pages/tags/page")),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  validateSearch: settingsSearch,
  component: page("settings", () => import("@/pages/settings/page")),
});

// Whatever else there is no page for, said inside the shell.
const elsewhere = createRoute({ getParentRoute: () => app, path: "$", component: NotFound });

// The secret of a link stands behind # where servers and logs don't see it; ?token= works too.
type Token = { token?: string };

const withToken = (search: Record<string, unknown>): Token => ({ token: textParam(search.token, 500) });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): Token & { next?: string } => ({
    ...withToken(search),
    next: textParam(search.next, 2000),
  }),
  component: page("sign-in", () => import("@/pages/sign-in/page")),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  validateSearch: withToken,
  component: page("sign-in", () => import("@/pages/sign-in/setup")),
});

const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  validateSearch: withToken,
  component: page("sign-in", () => import("@/pages/sign-in/password")),
});

const routeTree = root.addChildren([
  app.addChildren([
    home,
    segments,
    newSegment,
    editSegment,
    segment,
    overlap,
    profiles,
    profile,
    catalog,
    tags,
    settings,
    elsewhere,
  ]),
  signIn,
  setup,
  password,
]);

export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
