import { Kbd, Text } from "@mantine/core";
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData, spotlight } from "@mantine/spotlight";
import "@mantine/spotlight/styles.css";
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Keyboard, ListChecks, LogOut, Moon, Plus, RefreshCw, Search, Settings, UsersRound } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { $api, api } from "@/api/client";
import { useMay } from "@/api/session";
import { notifyDone, notifyError } from "@/components/notify";
import { inert } from "@/components/text";
import { useDebounced } from "@/components/useDebounced";
import { formatNumber } from "@/format";
import { PLACES, useLeave } from "./SideBar";

type Props = { opened: boolean; onClose: () => void; openProgress: () => void; openKeys: () => void };

const MOST_SEGMENTS = 6;

/** Whether every word of what was typed begins or is in a word of the text. */
export function fits(query: string, text: string): boolean {
  const within = text.toLocaleLowerCase();
  return query
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

/** Go anywhere, do anything: actions, segments and places by what is typed. */
export default function Palette({ opened, onClose, openProgress, openKeys }: Props) {
  const { t } = useTranslation("shell");
  const [query, setQuery] = useState("");
  const router = useRouter();
  const leave = useLeave();
  const mayEdit = useMay("marketer");
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const settled = useDebounced(query.trim(), 150);

  useEffect(() => {
    if (opened) spotlight.open();
    else spotlight.close();
  }, [opened]);

  const segments = $api.useQuery(
    "get",
    "/api/segments",
    { params: { query: { q: settled || undefined, limit: MOST_SEGMENTS, sort: settled ? "name" : "-updated" } } },
    { enabled: opened, placeholderData: keepPreviousData },
  );

  const refreshAll = async () => {
    try {
      await api.POST("/api/refreshes");
      notifyDone(t("palette.refreshing"));
    } catch (error) {
      notifyError(error);
    }
  };

  const actions: (SpotlightActionData & { label: string })[] = [
    ...(mayEdit
      ? [
          {
            id: "create",
            label: t("palette.create"),
            leftSection: <Plus size={17} />,
            rightSection: <Kbd size="xs">N</Kbd>,
            onClick: () => router.navigate({ to: "/segments/new" }),
          },
          { id: "refresh", label: t("palette.refresh"), leftSection: <RefreshCw size={17} />, onClick: refreshAll },
        ]
      : []),
    { id: "progress", label: t("palette.progress"), leftSection: <ListChecks size={17} />, onClick: openProgress },
    {
      id: "scheme",
      label: scheme === "dark" ? t("scheme.toLight") : t("scheme.toDark"),
      leftSection: <Moon size={17} />,
      onClick: () => setColorScheme(scheme === "dark" ? "light" : "dark"),
    },
    {
      id: "keys",
      label: t("user.keys"),
      leftSection: <Keyboard size={17} />,
      rightSection: <Kbd size="xs">?</Kbd>,
      onClick: openKeys,
    },
    { id: "leave", label: t("user.signOut"), leftSection: <LogOut size={17} />, onClick: leave },
  ];
  const places: (SpotlightActionData & { label: string })[] = [
    ...PLACES.flatMap((group) => group.places),
    { key: "settings", to: "/settings" as const, icon: Settings },
  ].map((place) => ({
    id: `place-${place.key}`,
    label: t(`place.${place.key}`),
    leftSection: <place.icon size={17} />,
    onClick: () => router.navigate({ to: place.to }),
  }));
  const found: SpotlightActionData[] = (segments.data?.items ?? []).map((row) => ({
    id: `segment-${row.id}`,
    label: inert(row.name),
    description: row.words ? inert(row.words) : undefined,
    leftSection: <UsersRound size={17} />,
    rightSection: (
      <Text size="xs" c="dimmed" className="tabular">
        {formatNumber(row.members)}
      </Text>
    ),
    onClick: () => router.navigate({ to: "/segments/$id", params: { id: row.id } }),
  }));

  const typed = query.trim();
  const matching = <T extends { label: string }>(all: T[]) =>
    typed ? all.filter((one) => fits(typed, one.label)) : all;
  const groups: SpotlightActionGroupData[] = [
    { group: t("palette.segments"), actions: found },
    { group: t("palette.actions"), actions: matching(actions) },
    { group: t("palette.places"), actions: matching(places) },
  ].filter((group) => group.actions.length > 0);

  return (
    <Spotlight
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      actions={groups}
      filter={(_, all) => all}
      nothingFound={segments.isFetching ? t("common:loading") : t("palette.nothing")}
      scrollable
      maxHeight={440}
      radius="lg"
      searchProps={{
        leftSection: <Search size={18} />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
      }}
      styles={{
        actionLabel: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", unicodeBidi: "isolate" },
        actionDescription: { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
      }}
    />
  );
}
