import { useTranslation } from "react-i18next";
import { SegmentPicker } from "@/components/SegmentPicker";
import { inert } from "@/components/text";
import type { Leaf } from "@/rules/draft";
import { update } from "@/rules/edits";
import { isObject, type JsonObject } from "@/rules/json";
import {
  CHANNELS,
  DEVICE_FIELDS,
  LEDGER_OPERATORS,
  PLAIN_MEASURES,
  PROPERTY_MEASURES,
  RESPONSES,
  SEGMENT_OPERATORS,
  TAG_OPERATORS,
  VALUE_MEASURES,
  type ValueType,
} from "@/rules/language";
import { measureOf, measureTypes, takesItems, typeOf } from "@/rules/shapes";
import { withMeasure, withName, withPart } from "@/rules/tests";
import classes from "./builder.module.css";
import { type Field, type Source, typesOf } from "./catalog";
import { useEditing } from "./context";
import { DeviceTest } from "./DeviceTest";
import { fieldOptions } from "./fields";
import { Choice, DateField, DurationField, ListValue, TextValue, Word } from "./inputs";
import { Lines, partsOf } from "./Lines";
import { type EditorProps, EventChoice, EventFilters, LeafWindow, useBody } from "./parts";
import { TestEditor } from "./TestEditor";

export function AttributeEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const set = useBody(leaf);
  const path = typeof leaf.body.attribute === "string" ? leaf.body.attribute : "";
  const seen = typesOf(known.attribute(path));
  const attributes = known.catalog?.attributes ?? [];
  return (
    <>
      <div className={classes.row}>
        <Choice
          label={t("attribute")}
          value={path}
          options={fieldOptions(attributes)}
          onChange={(name) => set(withName(leaf.body, "attribute", name, typesOf(known.attribute(name))))}
          placeholder={t("chooseAttribute")}
          searchable
          open
          error={gap === "name"}
        />
        {path && (
          <TestEditor
            body={leaf.body}
            onChange={set}
            seen={seen}
            ranks
            source={{ attribute: path }}
            gap={gap}
            others={[{ kind: "attribute", step: null, fields: attributes }]}
          />
        )}
      </div>
      {takesItems(leaf.body) && (
        <Lines
          leaf={leaf}
          path="value"
          fields={partsOf(attributes, `${path}[]`)}
          kind="item"
          missing={gap === "items"}
        />
      )}
    </>
  );
}

export function EventEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const set = useBody(leaf);
  const { body } = leaf;
  const event = typeof body.event === "string" ? body.event : "";
  const measure = measureOf(body)!;
  const properties = known.properties(event);
  const numbers = measureTypes(measure.kind)[0] === "number" && measure.kind !== "distinct";
  return (
    <>
      <div className={classes.row}>
        <Verb leaf={leaf} properties={properties} />
        {measure.property !== null && (
          <>
            <Choice
              label={t("property")}
              value={measure.property}
              options={fieldOptions(properties.filter((field) => !numbers || typesOf(field).includes("number")))}
              onChange={(name) => set(ofProperty(body, measure.kind, name, typesOf(known.property(event, name))))}
              placeholder={t("chooseProperty")}
              searchable
              open
              error={gap === "property"}
            />
            <Word>{t("over")}</Word>
          </>
        )}
        <EventChoice value={event} onChange={(name) => set({ ...body, event: name })} error={gap === "name"} />
        {event && <Frequency leaf={leaf} gap={gap} />}
        {event && <LeafWindow leaf={leaf} gap={gap} limited />}
      </div>
      <EventFilters leaf={leaf} path="where" event={event} />
    </>
  );
}

/** The measure of another property, whose values may be of another type. */
function ofProperty(body: JsonObject, kind: string, name: string, seen: readonly ValueType[]): JsonObject {
  const measured = { ...body, measure: { [kind]: name } };
  const types = measureTypes(kind);
  const fits = types.length === 1 || seen.length === 0 || seen.includes(typeOf(body, seen));
  return fits ? measured : withMeasure({ event: body.event ?? "" }, kind, name, seen);
}

/** "did", "did not", "the sum of": whether and what about the events is compared. */
function Verb({ leaf, properties }: { leaf: Leaf; properties: readonly Field[] }) {
  const { t } = useTranslation("builder");
  const { edit } = useEditing();
  const measure = measureOf(leaf.body)!;
  const odd = leaf.nots % 2 === 1;
  const value = measure.kind === "count" ? (odd ? "didNot" : "did") : measure.kind;
  const options = [
    { group: t("verbs.happened"), items: ["did", "didNot"].map((name) => ({ value: name, label: t(`verb.${name}`) })) },
    {
      group: t("verbs.measured"),
      items: [...PROPERTY_MEASURES, ...PLAIN_MEASURES.filter((kind) => kind !== "count")].map((name) => ({
        value: name,
        label: t(`verb.${name}`),
      })),
    },
  ];
  const choose = (next: string) =>
    edit((root) =>
      // The two words are one choice with "not" around the condition.
      update<Leaf>(root, leaf.id, (old) => {
        if (next === "did" || next === "didNot") {
          return { ...old, nots: next === "did" ? 0 : 1, body: withMeasure(old.body, "count", null) };
        }
        const measured = (PROPERTY_MEASURES as readonly string[]).includes(next);
        const field = properties.find((one) => one.path === measure.property);
        const body = withMeasure(old.body, next, measured ? (field?.path ?? "") : null, typesOf(field));
        return { ...old, nots: measure.kind === "count" ? 0 : old.nots, body };
      }),
    );
  return <Choice label={t("verbs.label")} value={value} options={options} onChange={choose} />;
}

/** How often, or how the measure compares. */
function Frequency({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const { body } = leaf;
  const { known } = useEditing();
  const { kind, property } = measureOf(body)!;
  if (VALUE_MEASURES.has(kind)) {
    const event = String(body.event);
    if (!property) return null;
    const source = { event, property };
    const seen = typesOf(known.property(event, property));
    return (
      <span className={classes.row}>
        <TestEditor body={body} onChange={set} seen={seen} source={source} gap={gap} />
      </span>
    );
  }
  const type = measureTypes(kind)[0]!;
  if (kind !== "count") {
    const lacks = !["sum", "distinct", "active_days"].includes(kind);
    return (
      <span className={classes.row}>
        <TestEditor body={body} onChange={set} seen={[type]} among={[type]} typed={false} canLack={lacks} gap={gap} />
        {kind === "active_days" && (
          <Word>{t("unit.d", { count: typeof body.value === "number" ? body.value : 2 })}</Word>
        )}
      </span>
    );
  }
  const plain = body.op === undefined && body.value === undefined;
  // "Did not do it" says it all.
  if (leaf.nots % 2 === 1 && (plain || (body.op === "gte" && body.value === 1))) return null;
  const shown = plain ? { ...body, op: "gte", value: 1 } : body;
  const times = typeof shown.value === "number" ? shown.value : 2;
  return (
    <span className={classes.together}>
      <TestEditor
        body={shown}
        onChange={set}
        seen={["number"]}
        among={["number"]}
        typed={false}
        canLack={false}
        gap={gap}
        counting
      />
      <Word>{t("times", { count: times })}</Word>
    </span>
  );
}

export function TagEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const set = useBody(leaf);
  const { body } = leaf;
  const op = typeof body.op === "string" ? body.op : null;
  const tags = Array.isArray(body.tag) ? body.tag : typeof body.tag === "string" ? [body.tag] : [];
  const single = op === "has" || op === "tagged_within";
  const options = (known.catalog?.tags ?? []).map((tag) => ({
    value: tag.name,
    label: inert(tag.name),
    count: tag.profiles,
  }));
  const choose = (next: string) => {
    const one = next === "has" || next === "tagged_within";
    set({
      op: next,
      tag: one ? (tags[0] ?? "") : tags.filter((tag) => tag !== ""),
      ...(next === "tagged_within" && { value: typeof body.value === "string" ? body.value : "30d" }),
    });
  };
  return (
    <div className={classes.row}>
      <Choice
        label={t("operator")}
        value={op}
        options={TAG_OPERATORS.map((name) => ({ value: name, label: t(`tagOp.${name}`) }))}
        onChange={choose}
        error={gap === "op"}
      />
      {single ? (
        <Choice
          label={t("tag")}
          value={tags[0] === undefined ? "" : String(tags[0])}
          options={options}
          onChange={(tag) => set({ ...body, tag })}
          placeholder={t("chooseTag")}
          searchable
          open
          error={gap === "tags"}
        />
      ) : (
        <ListValue
          label={t("tags")}
          value={tags}
          source={{ values: options }}
          onChange={(tag) => set({ ...body, tag })}
          error={gap === "tags"}
        />
      )}
      {op === "tagged_within" && (
        <span className={classes.together}>
          <Word>{t("window.last")}</Word>
          <DurationField
            label={t("length")}
            value={String(body.value ?? "d")}
            onChange={(value) => set({ ...body, value }, "value")}
            error={gap === "value"}
          />
        </span>
      )}
    </div>
  );
}

export function SegmentEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { segment } = useEditing();
  const set = useBody(leaf);
  const { body } = leaf;
  const op = typeof body.op === "string" ? body.op : null;
  const changed = op === "entered" || op === "left";
  const choose = (next: string) => {
    const named = withPart({ op: next }, "segment", body.segment);
    if (next === "was_in") set({ ...named, on: "" });
    else if (next === "entered" || next === "left") set({ ...named, window: body.window ?? { last: "7d" } });
    else set(named);
  };
  return (
    <div className={classes.row}>
      <Choice
        label={t("operator")}
        value={op}
        options={[
          { group: t("segmentOp.now"), items: SEGMENT_OPERATORS },
          { group: t("segmentOp.published"), items: LEDGER_OPERATORS },
        ].map(({ group, items }) => ({
          group,
          items: items.map((name) => ({ value: name, label: t(`segmentOp.${name}`) })),
        }))}
        onChange={choose}
        error={gap === "op"}
      />
      <SegmentPicker
        aria-label={t("segment")}
        classNames={{ input: classes.input }}
        w={260}
        maw="100%"
        value={typeof body.segment === "string" ? body.segment : null}
        onChange={(id) => id && set({ ...body, segment: id })}
        without={segment && !changed && op !== "was_in" ? [segment] : []}
        allowDeselect={false}
        error={gap === "segment"}
      />
      {changed && (
        <>
          <LeafWindow leaf={leaf} gap={gap} />
          <Choice
            label={t("causes.label")}
            value={body.causes === "all" ? "all" : "default"}
            options={["default", "all"].map((name) => ({ value: name, label: t(`causes.${name}`) }))}
            onChange={(next) => set(withPart(body, "causes", next === "all" ? "all" : undefined))}
          />
        </>
      )}
      {op === "was_in" && (
        <span className={classes.together}>
          <Word>{t("onDay")}</Word>
          <DateField
            label={t("day")}
            value={typeof body.on === "string" ? body.on : ""}
            onChange={(on) => set({ ...body, on })}
            error={gap === "value"}
          />
        </span>
      )}
    </div>
  );
}

const MESSAGES = ["any", "last", "last_sent_to_person"] as const;

// Every message that was sent is an event.
const MESSAGE_IDS: Source = { event: "Message Sent", property: "message_id" };
const CAMPAIGN_IDS: Source = { event: "Message Sent", property: "campaign_id" };

export function ResponseEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const { body } = leaf;
  const message = typeof body.message === "string" ? body.message : "any";
  const which = (MESSAGES as readonly string[]).includes(message) ? message : "id";
  const setText = (key: "message" | "campaign", text: string) => set({ ...body, [key]: text }, key);
  return (
    <div className={classes.row}>
      <Choice
        label={t("response.label")}
        value={typeof body.response === "string" ? body.response : null}
        options={RESPONSES.map((name) => ({ value: name, label: t(`response.${name}`) }))}
        onChange={(response) => set({ ...body, response })}
        error={gap === "op"}
      />
      <Choice
        label={t("message.label")}
        value={which}
        options={[...MESSAGES, "id"].map((name) => ({ value: name, label: t(`message.${name}`) }))}
        onChange={(next) => set(withPart(body, "message", next === "any" ? undefined : next === "id" ? "" : next))}
      />
      {which === "id" && (
        <TextValue
          label={t("message.idLabel")}
          value={message}
          onChange={(text) => setText("message", String(text))}
          source={MESSAGE_IDS}
          error={gap === "value" && message === ""}
        />
      )}
      <Choice
        label={t("channel.label")}
        value={typeof body.channel === "string" ? body.channel : "every"}
        options={["every", ...CHANNELS].map((name) => ({ value: name, label: t(`channel.${name}`) }))}
        onChange={(channel) => set(withPart(body, "channel", channel === "every" ? undefined : channel))}
      />
      <Choice
        label={t("campaign.label")}
        value={body.campaign === undefined ? "every" : "one"}
        options={["every", "one"].map((name) => ({ value: name, label: t(`campaign.${name}`) }))}
        onChange={(next) => set(withPart(body, "campaign", next === "every" ? undefined : ""))}
      />
      {body.campaign !== undefined && (
        <TextValue
          label={t("campaign.one")}
          value={body.campaign}
          onChange={(text) => setText("campaign", String(text))}
          source={CAMPAIGN_IDS}
          error={gap === "value" && body.campaign === ""}
        />
      )}
      <LeafWindow leaf={leaf} gap={gap} />
    </div>
  );
}

const ONE = "one";

export function DeviceEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { edit } = useEditing();
  const set = useBody(leaf);
  const one = isObject(leaf.body.device);
  const others = (name: string) => {
    if (name === ONE) set({ device: {} });
    return name === ONE;
  };
  return (
    <>
      <div className={classes.row}>
        {one ? (
          <Choice
            label={t("device.label")}
            value={ONE}
            options={[...DEVICE_FIELDS, ONE].map((name) => ({ value: name, label: t(`device.${name}`) }))}
            onChange={(device) =>
              device !== ONE &&
              edit((root) =>
                update<Leaf>(root, leaf.id, ({ trees: _, ...old }) => ({
                  ...old,
                  body: { device, op: "is_any_of", value: [] },
                })),
              )
            }
          />
        ) : (
          <>
            {leaf.body.device !== "count" && leaf.body.device !== "reachable_on" && <Word>{t("device.has")}</Word>}
            <DeviceTest
              body={leaf.body}
              onChange={set}
              fields={[...DEVICE_FIELDS, "count", "reachable_on", ONE]}
              onOther={others}
              gap={gap}
            />
          </>
        )}
      </div>
      {one && <Lines leaf={leaf} path="device.where" fields={[]} kind="device" missing={gap === "items"} />}
    </>
  );
}
