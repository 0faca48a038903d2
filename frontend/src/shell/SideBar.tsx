import {
  ActionIcon,
  Avatar,
  Kbd,
  Menu,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { Link, type LinkProps, useRouter } from "@tanstack/react-router";
import {
  Check,
  CircleAlert,
  CircleCheck,
  Combine,
  Keyboard,
  Languages,
  LibraryBig,
  LogOut,
  type LucideIcon,
  Moon,
  RefreshCw,
  Search,
  Settings,
  Sun,
  Tags,
  UserRound,
  UsersRound,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { signOut, useSession } from "@/api/session";
import { Ago } from "@/components/Ago";
import { notifyError } from "@/components/notify";
import { inert } from "@/components/text";
import { formatNumber } from "@/format";
import { currentLanguage, LANGUAGES, type Language, switchLanguage } from "@/i18n";
import { Logo } from "./Logo";
import { segmentsDone, useProgress } from "./progress";
import classes from "./SideBar.module.css";

export type Place = { key: string; to: NonNullable<LinkProps["to"]>; icon: LucideIcon };

/** Where one can go, in the groups of the bar. */
export const PLACES: { group: string; places: Place[] }[] = [
  {
    group: "audience",
    places: [
      { key: "segments", to: "/segments", icon: UsersRound },
      { key: "overlap", to: "/overlap", icon: Combine },
      { key: "profiles", to: "/profiles", icon: UserRound },
      { key: "tags", to: "/tags", icon: Tags },
    ],
  },
  { group: "data", places: [{ key: "catalog", to: "/catalog", icon: LibraryBig }] },
];

/** ⌘ on a Mac, Ctrl elsewhere. */
export const COMMAND_KEY = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl";

export function initials(name: string): string {
  const words = inert(name).trim().split(/\s+/).filter(Boolean);
  const picked = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return picked.map((word) => [...word][0]!.toLocaleUpperCase()).join("") || "?";
}

type Props = { openSearch: () => void; openKeys: () => void; openProgress: () => void; onNavigate?: () => void };

/** The left bar: workspace, search, places, refreshes, the person. */
export function SideBar({ openSearch, openKeys, openProgress, onNavigate }: Props) {
  const { t } = useTranslation("shell");
  const session = useSession();
  const workspace = session?.workspace.name ?? "";
  return (
    <div className={classes.inside}>
      <Link to="/segments" className={classes.workspace} onClick={onNavigate}>
        <Logo />
        <div style={{ minWidth: 0 }}>
          <div style={{ fontWeight: 650, lineHeight: 1.25 }}>Shoal</div>
          <div className={classes.workspaceName} title={inert(workspace)}>
            <bdi>{inert(workspace)}</bdi>
          </div>
        </div>
      </Link>
      <button type="button" className={classes.search} onClick={openSearch} aria-keyshortcuts="Control+K Meta+K">
        <Search size={15} />
        {t("search")}
        <Kbd size="xs">{COMMAND_KEY} K</Kbd>
      </button>
      <nav className={classes.groups} aria-label={t("places")}>
        {PLACES.map(({ group, places }) => (
          <div key={group}>
            <div className={classes.group} id={`group-${group}`}>
              {t(`group.${group}`)}
            </div>
            <ul className={classes.list} aria-labelledby={`group-${group}`}>
              {places.map((place) => (
                <li key={place.key}>
                  <Link
                    to={place.to}
                    className={classes.link}
                    onClick={onNavigate}
                    activeOptions={{ includeSearch: false }}
                  >
                    <place.icon size={17} strokeWidth={1.9} />
                    {t(`place.${place.key}`)}
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <RefreshLine open={openProgress} />
      <div className={classes.foot}>
        <UserMenu openKeys={openKeys} />
        <SchemeButton />
        <Tooltip label={t("place.settings")}>
          <ActionIcon
            aria-label={t("place.settings")}
            renderRoot={(props) => <Link to="/settings" onClick={onNavigate} {...props} />}
          >
            <Settings size={17} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}

/** What refreshes are doing, in two lines; opens the pane. */
function RefreshLine({ open }: { open: () => void }) {
  const { t } = useTranslation("shell");
  const progress = useProgress();
  const newest = $api.useQuery("get", "/api/refreshes", { params: { query: { limit: 1 } } }).data?.items[0];
  const running = progress?.running ?? false;
  const { done, total } = progress ? segmentsDone(progress) : { done: 0, total: 0 };
  const failed = newest?.state === "failed" || newest?.state === "interrupted" ? true : (newest?.failed ?? 0) > 0;
  const what = running
    ? t("refresh.running", { done: formatNumber(done), total: formatNumber(total) })
    : !newest
      ? t("refresh.never")
      : newest.state !== "done" && newest.state !== "running"
        ? t("refresh.broken")
        : failed
          ? t("refresh.failed", { count: newest.failed })
          : t("refresh.fresh");
  const Icon = running || !newest ? RefreshCw : failed ? CircleAlert : CircleCheck;
  const color = running
    ? "var(--mantine-color-accent-5)"
    : !newest
      ? "var(--shoal-quiet)"
      : failed
        ? "var(--shoal-down)"
        : "var(--shoal-up)";
  const waiting = progress?.waiting.length ?? 0;
  return (
    <button type="button" className={classes.refresh} onClick={open} aria-haspopup="dialog">
      <Icon size={15} color={color} className={running ? classes.turning : undefined} />
      <span style={{ minWidth: 0 }}>
        <span className={`${classes.refreshWhat} tabular`} style={{ display: "block" }} aria-live="polite">
          {what}
        </span>
        <span className={classes.refreshWhen} style={{ display: "block" }}>
          {running ? (
            waiting > 0 ? (
              t("refresh.waiting", { count: waiting })
            ) : (
              t("refresh.details")
            )
          ) : newest ? (
            <Ago at={newest.finished_at ?? newest.started_at} />
          ) : (
            t("refresh.details")
          )}
        </span>
      </span>
    </button>
  );
}

function SchemeButton() {
  const { t } = useTranslation("shell");
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const label = scheme === "dark" ? t("scheme.toLight") : t("scheme.toDark");
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}>
        {scheme === "dark" ? <Sun size={17} /> : <Moon size={17} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** Ends the session and shows the sign-in page. */
export function useLeave(): () => Promise<void> {
  const router = useRouter();
  return async () => {
    try {
      await signOut();
      await router.navigate({ to: "/sign-in" });
    } catch (error) {
      notifyError(error);
    }
  };
}

function UserMenu({ openKeys }: { openKeys: () => void }) {
  const { t } = useTranslation("shell");
  const { setColorScheme, colorScheme } = useMantineColorScheme();
  const leave = useLeave();
  const user = useSession()?.user;
  if (!user) return <span style={{ flex: 1 }} />;
  const language = currentLanguage();
  const mark = (on: boolean) => (on ? <Check size={14} /> : <span style={{ display: "inline-block", width: 14 }} />);
  return (
    <Menu position="top-start" width={232} shadow="lg">
      <Menu.Target>
        <UnstyledButton className={classes.user} aria-label={t("user.menu", { name: inert(user.name) })}>
          <Avatar size={26} radius="xl" color="accent" variant="light" aria-hidden>
            {initials(user.name)}
          </Avatar>
          <span className={classes.userName}>
            <bdi>{inert(user.name)}</bdi>
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <bdi>{inert(user.email ?? user.name)}</bdi> · {t(`common:role.${user.role}`)}
        </Menu.Label>
        <Menu.Item
          leftSection={<UserRound size={15} />}
          renderRoot={(props) => <Link to="/settings" search={{ tab: "account" }} {...props} />}
        >
          {t("user.account")}
        </Menu.Item>
        <Menu.Item leftSection={<Keyboard size={15} />} onClick={openKeys} rightSection={<Kbd size="xs">?</Kbd>}>
          {t("user.keys")}
        </Menu.Item>
        <Menu.Sub position="right-end">
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<Languages size={15} />}>{t("user.language")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {(Object.entries(LANGUAGES) as [Language, string][]).map(([code, name]) => (
              <Menu.Item
                key={code}
                lang={code}
                leftSection={mark(code === language)}
                onClick={() => switchLanguage(code)}
              >
                {name}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Sub position="right-end">
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<Sun size={15} />}>{t("user.scheme")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {(["auto", "light", "dark"] as const).map((scheme) => (
              <Menu.Item key={scheme} leftSection={mark(scheme === colorScheme)} onClick={() => setColorScheme(scheme)}>
                {t(`scheme.${scheme}`)}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={15} />} onClick={leave}>
          {t("user.signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
