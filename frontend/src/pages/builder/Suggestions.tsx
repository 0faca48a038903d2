import { Alert, Button, Card, Group, SegmentedControl, Select, Text, Title, UnstyledButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { SuggestionOut, SuggestionsOut } from "@/api/schema";
import { inert } from "@/components/text";
import { formatDate, formatNumber, formatPercent } from "@/format";
import type { JsonObject } from "@/rules/json";
import classes from "./builder.module.css";
import { typesOf } from "./catalog";
import { useEditing } from "./context";
import { fieldOptions } from "./fields";
import type { Option } from "./inputs";

const WAYS = ["goal", "rfm", "attribute"] as const;
type Way = (typeof WAYS)[number];
type Props = { onStart: (rule: JsonObject, name: string, description: string) => void };

/** Segments that the data suggests: towards a goal, by buying, by the shares of an attribute. */
export function Suggestions({ onStart }: Props) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const [way, setWay] = useState<Way>("goal");
  const [event, setEvent] = useState<string | null>(null);
  const [buying, setBuying] = useState({ event: "Order Completed", value: "total" });
  const [attribute, setAttribute] = useState<string | null>(null);
  const ask = useMutation({
    mutationFn: async (): Promise<SuggestionsOut> => {
      const goal = way === "goal" ? { event: event!, window: { last: "30d" } } : null;
      const common = { parts: 5, event: buying.event, value: buying.value, depth: 3 };
      const body = { ...common, by: way, goal: goal as never, attribute: way === "attribute" ? attribute : null };
      return (await api.POST("/api/suggestions", { body })).data as SuggestionsOut;
    },
  });
  const ready = (way === "rfm" && buying.value !== "") || (way === "goal" ? event !== null : attribute !== null);
  const change = (next: () => void) => {
    next();
    ask.reset();
  };
  const events = (known.catalog?.events ?? []).map(({ name }) => ({ value: name, label: inert(name) }));
  const numbers = fieldOptions(known.properties(buying.event).filter((field) => typesOf(field).includes("number")));
  const fields = (known.catalog?.attributes ?? []).filter((field) => typesOf(field).length > 0);
  return (
    <Card component="section" aria-label={t("suggest.title")}>
      <Group gap={8} mb={4}>
        <Lightbulb size={17} />
        <Title order={2} size="h3">
          {t("suggest.title")}
        </Title>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`suggest.note.${way}`)}
      </Text>
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          value={way}
          onChange={(next) => change(() => setWay(next as Way))}
          data={WAYS.map((value) => ({ value, label: t(`suggest.by.${value}`) }))}
          aria-label={t("suggest.how")}
        />
        {way === "goal" && (
          <Select
            aria-label={t("suggest.goal")}
            placeholder={t("suggest.goal")}
            data={events}
            value={event}
            onChange={(next) => change(() => setEvent(next))}
            searchable
            w={240}
          />
        )}
        {way === "attribute" && (
          <Select
            aria-label={t("attribute")}
            placeholder={t("chooseAttribute")}
            data={fieldOptions(fields)}
            value={attribute}
            onChange={(next) => change(() => setAttribute(next))}
            searchable
            w={240}
          />
        )}
        {way === "rfm" && (
          <>
            <Select
              aria-label={t("suggest.bought")}
              data={withOwn(events, buying.event)}
              value={buying.event}
              onChange={(next) => next && change(() => setBuying({ event: next, value: "" }))}
              searchable
              allowDeselect={false}
              w={200}
            />
            <Select
              aria-label={t("suggest.money")}
              placeholder={t("suggest.money")}
              data={withOwn(numbers, buying.value)}
              value={buying.value === "" ? null : buying.value}
              onChange={(next) => next && change(() => setBuying({ ...buying, value: next }))}
              searchable
              allowDeselect={false}
              w={160}
            />
          </>
        )}
        <Button variant="light" onClick={() => ask.mutate()} loading={ask.isPending} disabled={!ready}>
          {t("suggest.ask")}
        </Button>
      </Group>
      {ask.error && (
        <Alert color="yellow" mt="sm" p="sm">
          {inert(messageOf(ask.error))}
        </Alert>
      )}
      {ask.data && <Found found={ask.data} onStart={onStart} />}
    </Card>
  );
}

/** The options with what is chosen, which the data may not have. */
function withOwn(options: Option[], own: string): Option[] {
  return own === "" || options.some(({ value }) => value === own) ? options : [{ value: own, label: own }, ...options];
}

function Found({ found, onStart }: Props & { found: SuggestionsOut }) {
  const { t } = useTranslation("builder");
  const most = Math.max(1, ...found.suggestions.map((one) => one.goal_share ?? one.share));
  if (found.suggestions.length === 0) {
    return (
      <Text size="sm" c="dimmed" mt="md">
        {t("suggest.none")}
      </Text>
    );
  }
  return (
    <>
      {found.goal_share !== null && found.known_at && (
        <Text size="sm" mt="md">
          {t("suggest.base", { share: formatPercent(found.goal_share), date: formatDate(found.known_at) })}
        </Text>
      )}
      <ul className={classes.values}>
        {found.suggestions.map((one) => (
          <li key={one.text} style={{ gridColumn: "1 / -1" }}>
            <UnstyledButton
              className={classes.value}
              title={one.text}
              onClick={() => onStart(one.rule as JsonObject, one.name, one.words)}
            >
              <span
                className={classes.valueBar}
                style={{ width: `${((one.goal_share ?? one.share) / most) * 100}%` }}
                aria-hidden
              />
              <span className={classes.suggestion}>
                <bdi className={classes.ellipsis}>{inert(one.name)}</bdi>
                <Text span size="xs" c="dimmed">
                  {inert(one.words)}
                </Text>
              </span>
              <Figures of={one} />
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </>
  );
}

/** How many they are, and how much likelier than everybody they do what is wanted. */
function Figures({ of: { count, share, goal_share, lift } }: { of: SuggestionOut }) {
  const { t } = useTranslation("builder");
  const parts = [formatNumber(count), formatPercent(share)];
  if (goal_share !== null) parts.push(t("suggest.reached", { share: formatPercent(goal_share) }));
  if (lift !== null) parts.push(t("suggest.lift", { times: lift.toFixed(1) }));
  return <span className={`${classes.hint} tabular`}>{parts.join(" · ")}</span>;
}
