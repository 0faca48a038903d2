import { Button } from "@mantine/core";
import { ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { SegmentPicker } from "@/components/SegmentPicker";
import { inert } from "@/components/text";
import { deviceTypes, type Gap, type JsonObject, type Leaf, measureOf, newLeaf } from "@/rules/draft";
import { appendLine, update } from "@/rules/edits";
import {
  CHANNELS,
  DEVICE_FIELDS,
  PLAIN_MEASURES,
  PROPERTY_MEASURES,
  RESPONSES,
  TAG_OPERATORS,
  TIME_MEASURES,
  type ValueType,
} from "@/rules/language";
import { withMeasure, withName, withPart } from "@/rules/tests";
import classes from "./builder.module.css";
import { type Field, type Source, typesOf } from "./catalog";
import { useEditing } from "./context";
import { fieldOptions } from "./fields";
import { Choice, DurationField, ListValue, TextValue, Word } from "./inputs";
import { Lines, partsOf } from "./Lines";
import { TestEditor } from "./TestEditor";
import { WindowEditor } from "./WindowEditor";

export type EditorProps = { leaf: Leaf; gap: Gap | null };

function useBody(leaf: Leaf) {
  const { setBody } = useEditing();
  return (body: JsonObject, of?: string) => setBody(leaf.id, () => body, of && `${leaf.id} ${of}`);
}

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
          <TestEditor body={leaf.body} onChange={set} seen={seen} ranks source={{ attribute: path }} gap={gap} />
        )}
      </div>
      {(leaf.body.op === "any_item" || leaf.body.op === "all_items") && (
        <Lines leaf={leaf} fields={partsOf(attributes, `${path}[]`)} kind="item" missing={gap === "items"} />
      )}
    </>
  );
}

export function EventEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const { known, edit, focus } = useEditing();
  const set = useBody(leaf);
  const { body } = leaf;
  const event = typeof body.event === "string" ? body.event : "";
  const measure = measureOf(body)!;
  const properties = known.properties(event);
  const options = (known.catalog?.events ?? []).map(({ name, count }) => ({ value: name, label: inert(name), count }));
  const names = (
    <Choice
      label={t("event")}
      value={event}
      options={options}
      onChange={(name) => set({ ...body, event: name })}
      placeholder={t("chooseEvent")}
      searchable
      open
      error={gap === "name"}
    />
  );
  const addFilter = () => {
    const line = newLeaf("property");
    edit((root) => appendLine(root, leaf.id, line));
    focus(line.id);
  };
  return (
    <>
      <div className={classes.row}>
        <Verb leaf={leaf} properties={properties} />
        {measure.property !== null && (
          <>
            <Choice
              label={t("property")}
              value={measure.property}
              options={fieldOptions(
                properties.filter((field) => measure.kind === "distinct" || typesOf(field).includes("number")),
              )}
              onChange={(name) => set({ ...body, measure: { [measure.kind]: name } })}
              placeholder={t("chooseProperty")}
              searchable
              open
              error={gap === "property"}
            />
            <Word>{t("over")}</Word>
          </>
        )}
        {names}
        {event && <Frequency leaf={leaf} gap={gap} />}
        {event && (
          <WindowEditor
            value={body.window}
            onChange={(window, of) => set(withPart(body, "window", window), of)}
            gap={gap}
          />
        )}
      </div>
      {leaf.tree && leaf.tree.children.length > 0 && (
        <Lines leaf={leaf} fields={properties} kind="property" event={event} missing={false} />
      )}
      {event && (!leaf.tree || leaf.tree.children.length === 0) && (
        <Button
          className={classes.quiet}
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<ListFilter size={14} />}
          onClick={addFilter}
        >
          {t("addFilter")}
        </Button>
      )}
    </>
  );
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
        const ofProperty = (PROPERTY_MEASURES as readonly string[]).includes(next);
        const fits = properties.some((field) => field.path === measure.property);
        const body = withMeasure(old.body, next, ofProperty ? (fits && measure.property) || "" : null);
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
  const { kind } = measureOf(body)!;
  const type: ValueType = TIME_MEASURES.has(kind) ? "date" : "number";
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
  return (
    <div className={classes.row}>
      <Choice
        label={t("operator")}
        value={typeof body.op === "string" ? body.op : null}
        options={["in", "not_in"].map((name) => ({ value: name, label: t(`segmentOp.${name}`) }))}
        onChange={(op) => set({ ...body, op })}
        error={gap === "op"}
      />
      <SegmentPicker
        aria-label={t("segment")}
        classNames={{ input: classes.input }}
        w={260}
        maw="100%"
        value={typeof body.segment === "string" ? body.segment : null}
        onChange={(id) => id && set({ ...body, segment: id })}
        without={segment ? [segment] : []}
        allowDeselect={false}
        error={gap === "segment"}
      />
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
      <WindowEditor
        value={body.window}
        onChange={(window, of) => set(withPart(body, "window", window), of)}
        gap={gap}
      />
    </div>
  );
}

const PLATFORMS: Source = { values: ["iOS", "Android", "Web"].map((value) => ({ value })) };

export function DeviceEditor({ leaf, gap }: EditorProps) {
  const { t } = useTranslation("builder");
  const set = useBody(leaf);
  const { body } = leaf;
  const field = typeof body.device === "string" ? body.device : "";
  const types = deviceTypes(body);
  const choose = (device: string) => {
    const among = deviceTypes({ device });
    set(among.includes("version") ? { device, op: "gte", type: "version" } : { device, op: "is_any_of", value: [] });
  };
  return (
    <div className={classes.row}>
      <Word>{t("device.has")}</Word>
      <Choice
        label={t("device.label")}
        value={field}
        options={DEVICE_FIELDS.map((name) => ({ value: name, label: t(`device.${name}`) }))}
        onChange={choose}
        error={gap === "name"}
      />
      <TestEditor
        body={body}
        onChange={set}
        seen={types}
        among={types}
        typed={types.length > 1}
        source={field === "platform" ? PLATFORMS : undefined}
        gap={gap}
      />
    </div>
  );
}
