import { Anchor, Button, Card, Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Blend, Info, Save, Scale } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { CombinationOut, OverlapOut } from "@/api/schema";
import { useMay } from "@/api/session";
import { EmptyState, ErrorState } from "@/components/EmptyState";
import { Name } from "@/components/Name";
import { Page } from "@/components/Page";
import { SegmentPicker, SegmentsPicker } from "@/components/SegmentPicker";
import { formatList, formatNumber, formatPercent } from "@/format";
import { Face } from "../profile/Face";
import { keyOf, LEAST_SEGMENTS, MOST_SEGMENTS, shownCombinations } from "./combinations";
import { Differences } from "./Differences";
import classes from "./overlap.module.css";
import type { Search } from "./search";
import { TwoCircles } from "./TwoCircles";
import { type NamedSet, UpSet } from "./UpSet";

export default function OverlapPage() {
  const { t } = useTranslation("overlap");
  const search = useSearch({ from: "/app/overlap" });
  const navigate = useNavigate({ from: "/overlap" });
  const change = (patch: Partial<Search>) =>
    navigate({ search: (old) => ({ ...old, ...patch }), replace: true, resetScroll: false });
  const tab = search.tab ?? "overlap";
  return (
    <Page title={t("title")} description={t("what")}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(next) => change({ tab: next === "differences" ? "differences" : undefined })}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="overlap">{t("tabs.overlap")}</Tabs.Tab>
          <Tabs.Tab value="differences">{t("tabs.differences")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overlap">
          <OverlapPanel search={search} change={change} />
        </Tabs.Panel>
        <Tabs.Panel value="differences">
          <DifferencesPanel search={search} change={change} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

type PanelProps = { search: Search; change: (patch: Partial<Search>) => void };

function OverlapPanel({ search, change }: PanelProps) {
  const { t } = useTranslation("overlap");
  const chosen = search.segments ?? [];
  const enough = chosen.length >= LEAST_SEGMENTS;
  const names = useNames(chosen);
  const overlap = $api.useQuery(
    "post",
    "/api/insights/overlap",
    { body: { segments: chosen } },
    { enabled: enough, placeholderData: keepPreviousData },
  );
  // While another choice loads, what is drawn is of the segments that the answer has.
  const answer = enough ? overlap.data : undefined;
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        <SegmentsPicker
          label={t("choose")}
          description={t("chooseHow")}
          value={chosen}
          onChange={(segments) => change({ segments: segments.length > 0 ? segments : undefined, selected: undefined })}
          maxValues={MOST_SEGMENTS}
          clearable
          w="100%"
        />
      </Group>
      {!enough ? (
        <Card>
          <EmptyState icon={Blend} title={t(chosen.length === 0 ? "empty.none" : "empty.one")}>
            {t("empty.why")}
          </EmptyState>
        </Card>
      ) : overlap.error ? (
        <ErrorState error={overlap.error} retry={() => overlap.refetch()} />
      ) : answer === undefined ? (
        <Card>
          <Skeleton h={360} />
        </Card>
      ) : (
        <Picture
          answer={answer}
          names={names}
          order={chosen.filter((id) => id in answer.sizes)}
          selected={search.selected}
          select={(key) => change({ selected: key === search.selected ? undefined : key })}
          stale={overlap.isPlaceholderData}
        />
      )}
    </Stack>
  );
}

function useNames(ids: readonly string[]): ReadonlyMap<string, string> {
  return useQueries({
    queries: ids.map((id) => $api.queryOptions("get", "/api/segments/{id}", { params: { path: { id } } })),
    combine: (results) => new Map(ids.map((id, i) => [id, results[i]?.data?.name ?? id])),
  });
}

type PictureProps = {
  answer: OverlapOut;
  names: ReadonlyMap<string, string>;
  order: readonly string[];
  selected: string | undefined;
  select: (key: string) => void;
  stale: boolean;
};

function Picture({ answer, names, order, selected, select, stale }: PictureProps) {
  const { t } = useTranslation("overlap");
  const [asBars, setAsBars] = useState(false);
  const sets = order.map((id): NamedSet => ({ id, name: names.get(id) ?? id, size: answer.sizes[id] ?? 0 }));
  const { shown, left } = shownCombinations(answer.combinations);
  const [first, second] = sets;
  const two = sets.length === 2;
  const current = answer.combinations.find((one) => keyOf(one.segments) === selected);
  const smaller = left.reduce((sum, one) => sum + one.count, 0);
  if (answer.union === 0) {
    return (
      <Card>
        <EmptyState icon={Blend} title={t("empty.nobody")}>
          {t("empty.nobodyWhy")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <div className={classes.split}>
      <Card className={classes.picture} data-stale={stale || undefined}>
        <Group justify="space-between" mb="md" gap="xs">
          <Text fz="sm" c="dimmed" aria-live="polite">
            {t("union", { count: answer.union, n: formatNumber(answer.union) })}
          </Text>
          {two && (
            <SegmentedControl
              aria-label={t("draw.label")}
              value={asBars ? "bars" : "circles"}
              onChange={(value) => setAsBars(value === "bars")}
              data={(["circles", "bars"] as const).map((value) => ({ value, label: t(`draw.${value}`) }))}
            />
          )}
        </Group>
        {two && first && second && !asBars ? (
          <TwoCircles
            first={first}
            second={second}
            combinations={answer.combinations}
            union={answer.union}
            selected={selected}
            onSelect={select}
          />
        ) : (
          <UpSet sets={sets} combinations={shown} union={answer.union} selected={selected} onSelect={select} />
        )}
        {left.length > 0 && (
          <Text fz="xs" c="dimmed" mt="sm">
            {t("smaller", { count: left.length, n: formatNumber(smaller) })}
          </Text>
        )}
      </Card>
      <Card className={classes.side} aria-live="polite">
        {current ? (
          <Selected key={keyOf(current.segments)} one={current} names={names} order={order} union={answer.union} />
        ) : (
          <EmptyState icon={Info} title={t("selected.none")}>
            {t("selected.noneWhy")}
          </EmptyState>
        )}
      </Card>
    </div>
  );
}

type SelectedProps = {
  one: CombinationOut;
  names: ReadonlyMap<string, string>;
  order: readonly string[];
  union: number;
};

function Selected({ one, names, order, union }: SelectedProps) {
  const { t } = useTranslation("overlap");
  const may = useMay("marketer");
  const named = (ids: readonly string[]) => ids.map((id) => names.get(id) ?? id);
  const outside = order.filter((id) => !one.segments.includes(id));
  const preview = $api.useQuery(
    "post",
    "/api/rules/preview",
    { body: { rule: one.rule, exact: true } },
    { enabled: one.count > 0 },
  );
  return (
    <>
      <Text className={classes.title} component="h2">
        {t("selected.title")}
      </Text>
      <Group gap={8} align="baseline">
        <Text fz={26} fw={650} className="tabular" lh={1.3}>
          {formatNumber(one.count)}
        </Text>
        <Text fz="sm" c="dimmed">
          {t("selected.share", { share: formatPercent(one.count / union) })}
        </Text>
      </Group>
      <dl className={classes.parts}>
        <dt>{t("selected.in")}</dt>
        {named(one.segments).map((name) => (
          <dd key={name}>
            <Name>{name}</Name>
          </dd>
        ))}
        {outside.length > 0 && <dt>{t("selected.notIn")}</dt>}
        {named(outside).map((name) => (
          <dd key={name}>
            <Name>{name}</Name>
          </dd>
        ))}
      </dl>
      {may && (
        <Button
          fullWidth
          leftSection={<Save size={16} />}
          renderRoot={(props) => (
            <Link
              {...props}
              to="/segments/new"
              search={{ rule: JSON.stringify(one.rule), name: formatList(named(one.segments)).slice(0, 100) }}
            />
          )}
        >
          {t("selected.save")}
        </Button>
      )}
      {one.count > 0 && (
        <>
          <Text className={classes.title} component="h3" mt="lg" mb={8}>
            {t("selected.sample")}
          </Text>
          {preview.error ? (
            <Text fz="sm" c="dimmed">
              {t("selected.noSample")}
            </Text>
          ) : (
            <Stack gap={10}>
              {preview.data === undefined
                ? [1, 2, 3, 4, 5].map((row) => <Skeleton key={row} h={34} />)
                : preview.data.sample.map((person) => (
                    <Group key={person.id} gap={10} wrap="nowrap">
                      <Face name={person.name} id={person.id} />
                      <div style={{ minWidth: 0 }}>
                        <Anchor
                          fz="sm"
                          className={classes.person}
                          renderRoot={(props) => <Link {...props} to="/profiles/$id" params={{ id: person.id }} />}
                        >
                          <Name>{person.name ?? person.id}</Name>
                        </Anchor>
                        <Text fz="xs" c="dimmed" truncate>
                          <Name>{person.detail ?? ""}</Name>
                        </Text>
                      </div>
                    </Group>
                  ))}
            </Stack>
          )}
          {preview.data && preview.data.count !== one.count && (
            <Text fz="xs" c="dimmed" mt="sm">
              {t("selected.moved", { n: formatNumber(preview.data.count) })}
            </Text>
          )}
        </>
      )}
    </>
  );
}

function DifferencesPanel({ search, change }: PanelProps) {
  const { t } = useTranslation("overlap");
  const ids = [search.of, search.against].filter((id) => id !== undefined);
  const names = useNames(ids);
  const of = search.of ?? null;
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={760}>
        <SegmentPicker
          label={t("differences.of")}
          value={of}
          onChange={(id) => change({ of: id ?? undefined })}
          without={search.against ? [search.against] : []}
          clearable
        />
        <SegmentPicker
          label={t("differences.against")}
          placeholder={t("differences.everyone")}
          value={search.against ?? null}
          onChange={(id) => change({ against: id ?? undefined })}
          without={of ? [of] : []}
          clearable
        />
      </SimpleGrid>
      <Card>
        {of === null ? (
          <EmptyState icon={Scale} title={t("differences.choose")}>
            {t("differences.chooseWhy")}
          </EmptyState>
        ) : (
          <Differences
            segment={of}
            against={search.against ?? null}
            insideName={names.get(of) ?? of}
            outsideName={search.against ? (names.get(search.against) ?? search.against) : t("differences.everyone")}
          />
        )}
      </Card>
    </Stack>
  );
}
