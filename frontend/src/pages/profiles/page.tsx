import { Anchor, Card, Group, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronRight, Search, UserSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { Page } from "@/components/Page";
import { useDebounced } from "@/components/useDebounced";
import { Face } from "../profile/Face";
import classes from "./profiles.module.css";

const MOST = 50;

export default function ProfilesPage() {
  const { t } = useTranslation("profiles");
  const { t: kinds } = useTranslation("profile");
  const search = useSearch({ from: "/app/profiles" });
  const navigate = useNavigate({ from: "/profiles" });
  const [text, setText] = useState(search.q ?? "");
  const q = useDebounced(text.trim(), 250);
  const found = $api.useQuery(
    "get",
    "/api/profiles",
    { params: { query: { q, limit: MOST } } },
    { enabled: q !== "", placeholderData: keepPreviousData },
  );
  const people = q === "" ? [] : (found.data ?? []);
  return (
    <Page title={t("title")} description={t("what")} narrow>
      <TextInput
        size="md"
        type="search"
        data-autofocus
        leftSection={<Search size={18} />}
        placeholder={t("search")}
        aria-label={t("search")}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value;
          setText(next);
          navigate({ search: { q: next.trim() || undefined }, replace: true, resetScroll: false });
        }}
        mb="md"
      />
      <Text fz="sm" c="dimmed" aria-live="polite" mb="xs" mih={20}>
        {q !== "" &&
          found.data &&
          !found.isPlaceholderData &&
          (people.length < MOST ? t("found", { count: people.length }) : t("foundMany", { n: MOST }))}
      </Text>
      {q === "" ? (
        <Card>
          <EmptyState icon={UserSearch} title={t("start")}>
            {t("startWhy")}
          </EmptyState>
        </Card>
      ) : found.error ? (
        <ErrorState error={found.error} retry={() => found.refetch()} />
      ) : found.data === undefined ? (
        <Stack gap={8}>
          {[1, 2, 3].map((row) => (
            <Skeleton key={row} h={56} radius="md" />
          ))}
        </Stack>
      ) : people.length === 0 ? (
        <Card>
          <EmptyState icon={UserSearch} title={t("nobody")}>
            {t("nobodyWhy")}
          </EmptyState>
        </Card>
      ) : (
        <Card padding={0} className={classes.list} data-stale={found.isPlaceholderData || undefined}>
          <ul>
            {people.map((person) => (
              <li key={person.id}>
                <Anchor
                  underline="never"
                  className={classes.person}
                  renderRoot={(props) => <Link {...props} to="/profiles/$id" params={{ id: person.id }} />}
                >
                  <Face name={person.name} id={person.id} />
                  <span className={classes.words}>
                    <Text span fz="sm" fw={500} truncate>
                      <Name>{person.name ?? person.id}</Name>
                    </Text>
                    <Group gap={8} wrap="nowrap" component="span">
                      {person.detail && (
                        <Text span fz="xs" c="dimmed" truncate>
                          <Name>{person.detail}</Name>
                        </Text>
                      )}
                      {person.matched && (
                        <Text span fz="xs" c="dimmed" truncate>
                          {t("by", {
                            what: kinds(`identifiers.kinds.${person.matched}`, { defaultValue: person.matched }),
                          })}
                        </Text>
                      )}
                    </Group>
                  </span>
                  <ChevronRight size={16} className={classes.go} aria-hidden />
                </Anchor>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Page>
  );
}
