/** Conditions on several events: in which order they came, how a habit changed, which came more often. */
import { ActionIcon } from "@mantine/core";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Group, Leaf } from "@/rules/draft";
import { mapLeaves, update } from "@/rules/edits";
import { type JsonObject, textOf } from "@/rules/json";
import { COMPARISONS, LIFECYCLES, MAX_STEPS } from "@/rules/language";
import { referenceJson, referenceOf } from "@/rules/shapes";
import { withPart } from "@/rules/tests";
import classes from "./builder.module.css";
import { useEditing } from "./context";
import { Choice, DurationField, ListValue, NumberField, QuietButton, Word } from "./inputs";
import { type EditorProps, EventChoice, EventFilters, LeafWindow, useBody } from "./parts";
import type { Other } from "./TestEditor";

/** A did this, then did or didn't do that, in this time. */
export function SequenceEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { edit, known, readOnly } = useEditing();
  const set = useBody(leaf);
  const steps = leaf.body.sequence as JsonObject[];
  const setSteps = (sequence: JsonObject[], of?: string) => set({ ...leaf.body, sequence }, of);
  const arrange = (order: number[]) => edit((root) => update<Leaf>(root, leaf.id, (old) => withSteps(old, order)));
  const places = steps.map((_, i) => i);
  const add = () => setSteps([...steps, { within: "7d" }]);
  return (
    <>
      <ol className={classes.steps}>
        {steps.map((step, number) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is what stands at its number
          <li key={number} className={classes.step}>
            <StepEditor
              leaf={leaf}
              step={step}
              number={number}
              first={textOf(steps[0]?.event)}
              others={steps.slice(0, number).flatMap((earlier, i) => {
                const fields = known.properties(textOf(earlier.event));
                return earlier.absent === true ? [] : [{ kind: "property" as const, step: i + 1, fields }];
              })}
              gap={gap}
              onChange={(next, of) => setSteps(steps.with(number, next), of)}
              tools={
                !readOnly && (
                  <span className={classes.stepTools}>
                    <ActionIcon
                      aria-label={t("moveUp")}
                      title={t("moveUp")}
                      size="sm"
                      display={number === 0 ? "none" : undefined}
                      onClick={() => arrange(places.with(number, number - 1).with(number - 1, number))}
                    >
                      <ArrowUp size={15} />
                    </ActionIcon>
                    <ActionIcon
                      aria-label={t("moveDown")}
                      title={t("moveDown")}
                      size="sm"
                      display={number === steps.length - 1 ? "none" : undefined}
                      onClick={() => arrange(places.with(number, number + 1).with(number + 1, number))}
                    >
                      <ArrowDown size={15} />
                    </ActionIcon>
                    <ActionIcon
                      aria-label={t("removeStep")}
                      title={t("removeStep")}
                      size="sm"
                      display={steps.length <= 2 ? "none" : undefined}
                      onClick={() => arrange(places.filter((i) => i !== number))}
                    >
                      <X size={15} />
                    </ActionIcon>
                  </span>
                )
              }
            />
          </li>
        ))}
      </ol>
      <div className={classes.row}>
        {steps.length < MAX_STEPS && !readOnly && (
          <QuietButton icon={Plus} onClick={add}>
            {t("addStep")}
          </QuietButton>
        )}
        <Word>{t("firstStepWhen")}</Word>
        <LeafWindow leaf={leaf} gap={gap} limited />
      </div>
    </>
  );
}

/**
 * The steps in another order, or fewer of them, each with its filters. The first one must happen, at any time. What was
 * compared with a step follows it, and is to be chosen anew where that one no longer comes before.
 */
export function withSteps(leaf: Leaf, order: readonly number[]): Leaf {
  const steps = leaf.body.sequence as JsonObject[];
  const moved = order.map((from, to) => {
    const { within, absent, same, ...rest } = steps[from]!;
    if (to === 0) return rest;
    return { ...rest, ...(within !== undefined && { within }), ...(absent && { absent }), ...(same && { same }) };
  });
  const renumbered = (line: Leaf, to: number): Leaf => {
    const reference = referenceOf(line.body.value);
    if (reference?.step == null) return line;
    const at = order.indexOf(reference.step - 1);
    const fits = at >= 0 && at < to && moved[at]!.absent !== true;
    const value = fits ? referenceJson({ ...reference, step: at + 1 }) : undefined;
    return { ...line, body: withPart(line.body, "value", value) };
  };
  const trees: Record<string, Group> = {};
  order.forEach((from, to) => {
    const tree = leaf.trees?.[`sequence[${from}].where`];
    if (tree) trees[`sequence[${to}].where`] = mapLeaves(tree, (line) => renumbered(line, to));
  });
  const { trees: _, ...bare } = leaf;
  const body = { ...leaf.body, sequence: moved };
  return Object.keys(trees).length > 0 ? { ...bare, body, trees } : { ...bare, body };
}

type StepProps = EditorProps & {
  step: JsonObject;
  number: number;
  /** The event of the first step. */
  first: string;
  others: Other[];
  onChange: (step: JsonObject, of?: string) => void;
  tools: React.ReactNode;
};

function StepEditor({ leaf, step, number, first, others, gap, onChange, tools }: StepProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const event = textOf(step.event);
  const same = Array.isArray(step.same) ? step.same : typeof step.same === "string" ? [step.same] : null;
  const shared = known
    .properties(first)
    .filter((field) => known.property(event, field.path) && !field.path.startsWith("context."));
  const gone = step.absent === true;
  const timed = step.within !== undefined;
  return (
    <>
      <div className={classes.row}>
        {number === 0 ? (
          <Word>{t("steps.first")}</Word>
        ) : (
          <Choice
            label={t("steps.how", { number: number + 1 })}
            value={gone ? "absent" : "present"}
            options={["present", "absent"].map((name) => ({ value: name, label: t(`steps.${name}`) }))}
            onChange={(next) => onChange(withPart(step, "absent", next === "absent" ? true : undefined))}
          />
        )}
        <EventChoice
          label={t("steps.event", { number: number + 1 })}
          value={event}
          onChange={(name) => onChange({ ...step, event: name })}
          error={gap === "name"}
        />
        {number > 0 && (
          <>
            <Choice
              label={t("steps.when")}
              value={timed ? "within" : "ever"}
              options={["within", "ever"].map((name) => ({
                value: name,
                label: t(`steps.${name === "ever" && gone ? "everAbsent" : name}`),
              }))}
              onChange={(next) => onChange(withPart(step, "within", next === "within" ? "24h" : undefined))}
            />
            {timed && (
              <DurationField
                label={t("length")}
                value={String(step.within)}
                onChange={(within) => onChange({ ...step, within }, `within ${number}`)}
                error={gap === "value"}
              />
            )}
            {(same !== null || shared.length > 0) && (
              <Choice
                label={t("steps.sameLabel")}
                value={same === null ? "any" : "same"}
                options={["any", "same"].map((name) => ({ value: name, label: t(`steps.same.${name}`) }))}
                onChange={(next) => onChange(withPart(step, "same", next === "same" ? [] : undefined))}
              />
            )}
            {same !== null && (
              <ListValue
                label={t("steps.sameLabel")}
                value={same}
                source={{ values: shared.map((field) => ({ value: field.path })) }}
                error={gap === "property" && same.length === 0}
                onChange={(list) => onChange(withPart(step, "same", list.length > 0 ? list : undefined))}
              />
            )}
          </>
        )}
        {tools}
      </div>
      <EventFilters leaf={leaf} path={`sequence[${number}].where`} event={event} others={others} />
    </>
  );
}

/** First time, stopped, restarted, regularly. */
export function LifecycleEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const { body } = leaf;
  const word = textOf(body.lifecycle) || "stopped";
  const choose = (next: string) => {
    const { times: _, in: __, of: ___, ...rest } = body;
    set({ ...rest, lifecycle: next, ...(next === "regularly" && { times: 1, in: 3, of: 4 }) });
  };
  const number = (key: "times" | "in" | "of") => (
    <NumberField
      label={t(`life.${key}`)}
      value={typeof body[key] === "number" ? body[key] : body[key] === undefined ? 1 : null}
      onChange={(next) => set({ ...body, [key]: next ?? null }, key)}
      error={gap === "times"}
      whole
    />
  );
  const period = (
    <DurationField
      label={t("length")}
      value={String(body.period ?? "d")}
      onChange={(next) => set({ ...body, period: next }, "period")}
      error={gap === "value"}
    />
  );
  return (
    <>
      <div className={classes.row}>
        <Choice
          label={t("life.label")}
          value={word}
          options={LIFECYCLES.map((name) => ({ value: name, label: t(`life.${name}`), note: t(`life.note.${name}`) }))}
          onChange={choose}
        />
        <EventChoice value={textOf(body.event)} onChange={(event) => set({ ...body, event })} error={gap === "name"} />
        {word === "regularly" ? (
          <span className={classes.together}>
            <Word>{t("countOp.gte")}</Word>
            {number("times")}
            <Word>{t("life.timesPer")}</Word>
            {period}
            <Word>{t("life.inAtLeast")}</Word>
            {number("in")}
            <Word>{t("life.ofLast")}</Word>
            {number("of")}
          </span>
        ) : (
          <span className={classes.together}>
            <Word>{t(`life.period.${word}`)}</Word>
            {period}
          </span>
        )}
      </div>
      <EventFilters leaf={leaf} path="where" event={textOf(body.event)} />
    </>
  );
}

/** One event more often than another. */
export function CompareEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const { body } = leaf;
  const sides = body.compare as JsonObject[];
  const setSide = (at: number, event: string) => set({ ...body, compare: sides.with(at, { ...sides[at], event }) });
  return (
    <>
      <div className={classes.row}>
        <Word>{t("verb.did")}</Word>
        <EventChoice value={textOf(sides[0]!.event)} onChange={(name) => setSide(0, name)} error={gap === "name"} />
      </div>
      <EventFilters leaf={leaf} path="compare[0].where" event={textOf(sides[0]!.event)} />
      <div className={classes.row}>
        <Choice
          label={t("operator")}
          value={textOf(body.op) || "gt"}
          options={COMPARISONS.map((op) => ({ value: op, label: t(`often.${op}`) }))}
          onChange={(op) => set({ ...body, op })}
        />
        <EventChoice
          label={t("secondEvent")}
          value={textOf(sides[1]!.event)}
          onChange={(name) => setSide(1, name)}
          error={gap === "name"}
        />
        <LeafWindow leaf={leaf} gap={gap} limited />
      </div>
      <EventFilters leaf={leaf} path="compare[1].where" event={textOf(sides[1]!.event)} />
    </>
  );
}
