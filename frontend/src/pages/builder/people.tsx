/** Conditions on where people are, what they agreed to, and the figures that are known of them. */
import { UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { inert } from "@/components/text";
import { isObject, type Json, type JsonObject, textOf } from "@/rules/json";
import { CELLS, CHANNELS, CONSENT_WORDS } from "@/rules/language";
import { measureOf, measureTypes, type PlaceKind } from "@/rules/shapes";
import { withPart } from "@/rules/tests";
import classes from "./builder.module.css";
import { type Source, typesOf } from "./catalog";
import { useEditing } from "./context";
import { fieldOptions } from "./fields";
import { Choice, NumberField, TextValue, Word } from "./inputs";
import { PlaceEditor } from "./PlaceEditor";
import { type EditorProps, EventChoice, LeafWindow, useBody } from "./parts";
import { TestEditor } from "./TestEditor";

export const addressOf = (kind: PlaceKind): Source => ({ attribute: `address.${kind}` });

export function LocationEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  return (
    <div className={classes.row}>
      <Word>{t("placeOf.located")}</Word>
      <PlaceEditor
        value={leaf.body.location}
        onChange={(location, of) => set({ ...leaf.body, location }, of)}
        names={addressOf}
        error={gap === "place"}
      />
    </div>
  );
}

export function ConsentEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const set = useBody(leaf);
  const { body } = leaf;
  const attributes = known.catalog?.attributes ?? [];
  const purposes = attributes.filter(({ path }) => path.startsWith("consent.")).map(({ path }) => path.split(".")[1]!);
  return (
    <div className={classes.row}>
      <Word>{t("consent.to")}</Word>
      <TextValue
        label={t("consent.purpose")}
        value={body.consent}
        onChange={(consent) => set({ ...body, consent: String(consent) }, "consent")}
        source={{ values: [...new Set(purposes)].map((value) => ({ value })) }}
        error={gap === "purpose"}
      />
      <Choice
        label={t("channel.label")}
        value={textOf(body.channel) || "every"}
        options={["every", ...CHANNELS].map((name) => ({ value: name, label: t(`channel.${name}`) }))}
        onChange={(channel) => set(withPart(body, "channel", channel === "every" ? undefined : channel))}
      />
      <Choice
        label={t("consent.label")}
        value={textOf(body.op) || null}
        options={CONSENT_WORDS.map((name) => ({ value: name, label: t(`consent.${name}`) }))}
        onChange={(op) => set({ ...body, op })}
        error={gap === "op"}
      />
    </div>
  );
}

/** A measure that somebody gave a name. */
export function MeasureEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const set = useBody(leaf);
  const measures = $api.useQuery("get", "/api/measures", {}, { staleTime: 60_000 });
  const { body } = leaf;
  const chosen = measures.data?.find((measure) => measure.id === body.value_of);
  const definition = (chosen?.definition ?? {}) as JsonObject;
  const of = chosen ? measureOf(definition) : null;
  const property = of?.property ? known.property(textOf(definition.event), of.property) : undefined;
  const types = of ? measureTypes(of.kind) : [];
  const seen = types.length > 1 ? typesOf(property) : types;
  return (
    <div className={classes.row}>
      <Choice
        label={t("measure.label")}
        value={textOf(body.value_of)}
        options={(measures.data ?? []).map(({ id, name, words }) => ({ value: id, label: inert(name), note: words }))}
        onChange={(id) => set({ value_of: id, op: "gte" })}
        placeholder={t("measure.choose")}
        searchable
        open
        error={gap === "measure"}
      />
      {body.value_of !== undefined && (
        <TestEditor
          body={body}
          onChange={set}
          seen={seen}
          among={types.length === 1 ? types : undefined}
          typed={types.length > 1}
          gap={gap}
        />
      )}
      {measures.data?.length === 0 && <Word>{t("measure.none")}</Word>}
    </div>
  );
}

/** Cells of recency, frequency and money: everybody who bought, in fifths. */
export function RfmEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const set = useBody(leaf);
  const { body } = leaf;
  const cells = isObject(body.rfm) ? body.rfm : {};
  const event = textOf(body.event) || "Order Completed";
  const toggle = (part: string, cell: number) => {
    const now = listOf(cells[part]);
    const next = now.includes(cell) ? now.filter((other) => other !== cell) : [...now, cell].sort();
    set({ ...body, rfm: withPart(cells, part, next.length > 0 ? next : undefined) });
  };
  return (
    <>
      <div className={classes.row}>
        {CELLS.map((part) => (
          // biome-ignore lint/a11y/useSemanticElements: five buttons inside a sentence
          <span key={part} className={classes.together} role="group" aria-label={t(`cells.${part}`)}>
            <Word>{t(`cells.${part}`)}</Word>
            <span className={classes.chips}>
              {[1, 2, 3, 4, 5].map((cell) => (
                <UnstyledButton
                  key={cell}
                  className={classes.chip}
                  aria-pressed={listOf(cells[part]).includes(cell)}
                  title={t(`cells.of`, { count: cell })}
                  onClick={() => toggle(part, cell)}
                >
                  {cell}
                </UnstyledButton>
              ))}
            </span>
          </span>
        ))}
        <Word>{t("cells.best")}</Word>
      </div>
      <div className={classes.row}>
        <Word>{t("cells.by")}</Word>
        <EventChoice
          value={event}
          onChange={(name) => set(withPart(body, "event", name === "Order Completed" ? undefined : name))}
          error={false}
        />
        <Word>{t("cells.money")}</Word>
        <Choice
          label={t("property")}
          value={textOf(body.value) || "total"}
          options={fieldOptions(known.properties(event).filter((field) => typesOf(field).includes("number")))}
          onChange={(path) => set(withPart(body, "value", path === "total" ? undefined : path))}
          searchable
          open
        />
        <LeafWindow leaf={leaf} gap={gap} />
      </div>
    </>
  );
}

const listOf = (value: Json | undefined): number[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).filter((cell) => typeof cell === "number");

export function ScoreEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const scores = $api.useQuery("get", "/api/scores", {}, { staleTime: 60_000 });
  const { body } = leaf;
  const rows = scores.data ?? [];
  const names = [...new Set(rows.map((row) => row.score))];
  const bands = [...new Set(rows.filter((row) => row.score === body.score).flatMap((row) => row.bands))];
  const banded = body.band !== undefined;
  return (
    <div className={classes.row}>
      <Choice
        label={t("scoreOf.label")}
        value={textOf(body.score)}
        options={names.map((name) => ({ value: name, label: inert(name) }))}
        onChange={(score) => set(banded ? { score, band: "" } : { ...body, score, op: body.op ?? "gte" })}
        placeholder={t("scoreOf.choose")}
        searchable
        open
        error={gap === "score"}
      />
      {textOf(body.score) !== "" && (
        <Choice
          label={t("scoreOf.how")}
          value={banded ? "band" : "number"}
          options={["number", "band"].map((name) => ({ value: name, label: t(`scoreOf.${name}`) }))}
          onChange={(next) =>
            set(next === "band" ? { score: body.score!, band: bands[0] ?? "" } : { score: body.score!, op: "gte" })
          }
        />
      )}
      {banded ? (
        <TextValue
          label={t("scoreOf.band")}
          value={body.band}
          onChange={(band) => set({ ...body, band: String(band) }, "band")}
          source={{ values: bands.map((value) => ({ value })) }}
          error={gap === "value"}
        />
      ) : (
        textOf(body.score) !== "" && (
          <TestEditor
            body={body}
            onChange={set}
            seen={["number"]}
            among={["number"]}
            typed={false}
            ranks
            canLack={false}
            gap={gap}
          />
        )
      )}
      {scores.data?.length === 0 && <Word>{t("scoreOf.none")}</Word>}
    </div>
  );
}

export function SampleEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const { body } = leaf;
  return (
    <div className={classes.row}>
      <Word>{t("sampleOf.random")}</Word>
      <NumberField
        label={t("share")}
        value={typeof body.sample === "number" ? body.sample : null}
        onChange={(sample) => set(withPart(body, "sample", sample), "sample")}
        error={gap === "value"}
      />
      <Word>{t("sampleOf.seed")}</Word>
      <TextValue
        label={t("sampleOf.seedLabel")}
        value={body.seed}
        onChange={(seed) => set({ ...body, seed: String(seed) }, "seed")}
        source={undefined}
        error={gap === "value"}
      />
    </div>
  );
}
