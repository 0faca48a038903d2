import { Alert, Badge, Group, List, Loader, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { type Fault, messageOf } from "@/api/problem";
import type { Rule } from "@/api/schema";
import { inert } from "@/components/text";
import { useDebounced } from "@/components/useDebounced";
import type { JsonObject } from "@/rules/json";
import classes from "./builder.module.css";
import { marked, placeOf } from "./faults";

type Props = {
  /** The complete part of the rule. */
  rule: JsonObject;
  incomplete: number;
  onRule: (rule: JsonObject) => void;
  readOnly: boolean;
};

const keyOf = (rule: object | null | undefined) => JSON.stringify(rule);

/** The rule as text. What is typed becomes cards as soon as it can be read; what changes there shows here. */
export function TextForm({ rule, incomplete, onRule, readOnly }: Props) {
  const { t } = useTranslation("builder");
  const [typed, setTyped] = useState<string | null>(null);
  const settled = useDebounced(typed, 400);
  const applied = useRef(keyOf(rule));
  const own = useQuery({
    queryKey: ["rule-text", keyOf(rule)],
    queryFn: async ({ signal }) => (await api.POST("/api/rules/check", { body: { rule: rule as Rule }, signal })).data!,
    enabled: typed === null,
    staleTime: 60_000,
  });
  const check = useQuery({
    queryKey: ["rule-check", settled],
    queryFn: async ({ signal }) => (await api.POST("/api/rules/check", { body: { rule: settled! }, signal })).data!,
    enabled: settled !== null && settled.trim() !== "",
    staleTime: 60_000,
    retry: false,
  });
  const checked = typed !== null && settled === typed ? check.data : undefined;
  useEffect(() => {
    if (!checked?.rule) return;
    const key = keyOf(checked.rule);
    if (key === applied.current) return;
    applied.current = key;
    onRule(checked.rule as JsonObject);
  }, [checked, onRule]);
  // Somebody undid, or changed a card: the text is written anew.
  const key = keyOf(rule);
  useEffect(() => {
    if (key === applied.current) return;
    applied.current = key;
    setTyped(null);
  }, [key]);

  // The cards may be shown before what was typed last is read.
  const last = useRef({ typed, settled: false, onRule });
  last.current = { typed, settled: checked !== undefined, onRule };
  useEffect(
    () => () => {
      const { typed: text, settled: read, onRule: tell } = last.current;
      if (!text?.trim() || read) return;
      api.POST("/api/rules/check", { body: { rule: text } }).then(
        ({ data }) => data?.rule && tell(data.rule as JsonObject),
        () => undefined,
      );
    },
    [],
  );

  const text = typed ?? own.data?.text;
  if (own.error && text === undefined) return <Alert color="red">{inert(messageOf(own.error))}</Alert>;
  if (text == null) return <Skeleton height={220} aria-label={t("common:loading")} />;
  const faults = (typed === null ? own.data?.problems : checked?.problems) ?? [];
  return (
    <div>
      {incomplete > 0 && (
        <Text size="xs" className={classes.unfinished} mb="xs">
          {t("textLeavesOut", { count: incomplete })}
        </Text>
      )}
      <Area text={text} faults={faults} onChange={setTyped} readOnly={readOnly} />
      <State
        busy={typed !== null && (settled !== typed || check.isFetching)}
        faults={faults}
        words={checked?.words ?? (typed === null ? own.data?.words : null)}
        empty={text.trim() === ""}
        error={check.error}
      />
    </div>
  );
}

function Area({
  text,
  faults,
  onChange,
  readOnly,
}: {
  text: string;
  faults: Fault[];
  onChange: (text: string) => void;
  readOnly: boolean;
}) {
  const { t } = useTranslation("builder");
  const id = useId();
  const places = faults.map((fault) => placeOf(fault.message)).filter((place) => place !== null);
  const backdrop = useRef<HTMLPreElement>(null);
  return (
    <div className={classes.area}>
      <pre className={classes.backdrop} ref={backdrop} aria-hidden>
        {marked(text, places).map((piece, index) =>
          piece.bad ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a piece is
            <mark key={index}>{piece.text}</mark>
          ) : (
            piece.text
          ),
        )}
        {"\n"}
      </pre>
      <textarea
        id={id}
        className={classes.textarea}
        aria-label={t("textLabel")}
        aria-invalid={faults.some((fault) => fault.severity !== "warning")}
        value={text}
        readOnly={readOnly}
        maxLength={200_000}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={(event) => {
          backdrop.current?.scrollTo(event.currentTarget.scrollLeft, event.currentTarget.scrollTop);
        }}
      />
    </div>
  );
}

type StateProps = { busy: boolean; faults: Fault[]; words: string | null | undefined; empty: boolean; error: unknown };

function State({ busy, faults, words, empty, error }: StateProps) {
  const { t } = useTranslation("builder");
  return (
    <div aria-live="polite" className={classes.state}>
      {busy && (
        <Group gap={6}>
          <Loader size={14} aria-hidden />
          <Text size="sm" c="dimmed">
            {t("checking")}
          </Text>
        </Group>
      )}
      {!busy && error != null && <Text size="sm">{inert(messageOf(error))}</Text>}
      {!busy && empty && (
        <Text size="sm" c="dimmed">
          {t("textEmpty")}
        </Text>
      )}
      {!busy && !empty && faults.length === 0 && words && (
        <Group gap={8} wrap="nowrap" align="flex-start">
          <CircleCheck size={16} className={classes.good} />
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {inert(words)}
          </Text>
        </Group>
      )}
      {!busy && !empty && faults.length > 0 && (
        <List listStyleType="none" spacing={8} className={classes.faults}>
          {faults.map((fault) => (
            <FaultLine key={`${fault.path} ${fault.code} ${fault.message}`} fault={fault} />
          ))}
        </List>
      )}
    </div>
  );
}

function FaultLine({ fault }: { fault: Fault }) {
  const { t } = useTranslation("builder");
  const place = placeOf(fault.message);
  const warning = fault.severity === "warning";
  return (
    <List.Item icon={<TriangleAlert size={16} className={warning ? classes.warning : classes.fault} />}>
      <Text size="sm" component="div">
        {(place || fault.path) && (
          <Badge size="sm" color="gray" mr={6} component="span">
            {place ? t("place", { line: place.line, column: place.column }) : inert(fault.path)}
          </Badge>
        )}
        {inert(place?.message ?? fault.message)}
        {fault.hint && (
          <Text span size="sm" c="dimmed">
            {" "}
            {inert(fault.hint)}
          </Text>
        )}
      </Text>
    </List.Item>
  );
}
