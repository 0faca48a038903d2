import { ActionIcon, Button, Text } from "@mantine/core";
import { CirclePlus, FolderPlus, ListFilter, MapPin, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Group, type Join, type Leaf, type Node, newGroup, newLeaf } from "@/rules/draft";
import { append, appendLine, remove, update } from "@/rules/edits";
import { type Gap, gapOf } from "@/rules/gaps";
import type { JsonObject } from "@/rules/json";
import { DEVICE_FIELDS } from "@/rules/language";
import { type PlaceKind, takesItems } from "@/rules/shapes";
import { withName } from "@/rules/tests";
import classes from "./builder.module.css";
import { type Field, type Source, typesOf } from "./catalog";
import { useEditing } from "./context";
import { DeviceTest } from "./DeviceTest";
import { fieldOptions } from "./fields";
import { Choice, type Option, QuietButton, Word } from "./inputs";
import { PlaceEditor } from "./PlaceEditor";
import { JoinPill, NotChip } from "./pills";
import { type Other, TestEditor } from "./TestEditor";

type LineKind = "property" | "item" | "device";

type Props = {
  /** The condition that the lines belong to, and where its tree stands there. */
  leaf: Leaf;
  path: string;
  fields: readonly Field[];
  kind: LineKind;
  event?: string;
  others?: readonly Other[];
  /** Whether a first line is lacking. */
  missing?: boolean;
};

const NAMES: Record<LineKind, string> = { property: "filters", item: "itemLines", device: "deviceLines" };

/** The comparisons inside a condition: on properties of one event, parts of one item, or one device. */
export function Lines({ leaf, path, fields, kind, event, others, missing }: Props) {
  const { t } = useTranslation("builder");
  const { edit, focus, readOnly } = useEditing();
  const tree = leaf.trees?.[path];
  const first = () => {
    const line = newLeaf(kind);
    edit((root) => appendLine(root, leaf.id, path, line));
    focus(line.id);
  };
  return (
    <fieldset className={classes.lines} aria-label={t(NAMES[kind])}>
      {tree && <LineGroup group={tree} top fields={fields} kind={kind} event={event} others={others} />}
      {!tree && !readOnly && (
        <QuietButton icon={CirclePlus} onClick={first}>
          {t("addItem")}
        </QuietButton>
      )}
      {missing && tree && (
        <Text size="xs" className={classes.unfinished}>
          {t("gap.items")}
        </Text>
      )}
    </fieldset>
  );
}

type GroupProps = {
  group: Group;
  top?: boolean;
  fields: readonly Field[];
  kind: LineKind;
  event?: string;
  others?: readonly Other[];
};

function LineGroup({ group, top = false, fields, kind, event, others }: GroupProps) {
  const { t } = useTranslation("builder");
  const { edit, focus } = useEditing();
  const setJoin = (join: Join) =>
    edit((root) => update<Group>(root, group.id, (old) => ({ ...old, join, bare: false })));
  const add = (node: Node, then: string) => {
    edit((root) => append(root, group.id, node));
    focus(then);
  };
  const addLine = () => {
    const line = newLeaf(kind);
    add(line, line.id);
  };
  const addGroup = () => {
    const line = newLeaf(kind);
    add(newGroup(group.join === "any" ? "all" : "any", [line]), line.id);
  };
  const addPlace = () => {
    const line = newLeaf("location", { location: { country: [] }, at: "event" });
    add(line, line.id);
  };
  return (
    <div className={top ? undefined : classes.lineGroup}>
      {group.nots > 0 && <NotChip node={group} />}
      {group.join === "none" && <JoinPill join="none" onChange={setJoin} small />}
      {group.children.map((child, index) => (
        <div key={child.id} className={classes.line} id={child.id}>
          {index === 0 ? (
            <span className={classes.where}>{top ? t(kind === "property" ? "where" : "whereItem") : ""}</span>
          ) : group.join === "none" ? (
            <span className={classes.where}>{t("or")}</span>
          ) : (
            <span className={classes.where}>
              <JoinPill join={group.join} onChange={setJoin} small />
            </span>
          )}
          {child.type === "group" ? (
            <LineGroup group={child} fields={fields} kind={kind} event={event} others={others} />
          ) : (
            <Line leaf={child} fields={fields} event={event} others={others} />
          )}
        </div>
      ))}
      <div className={classes.lineTools}>
        <QuietButton icon={ListFilter} onClick={addLine}>
          {t(kind === "property" ? "addFilter" : "addItem")}
        </QuietButton>
        {kind === "property" && (
          <QuietButton icon={MapPin} onClick={addPlace}>
            {t("addPlace")}
          </QuietButton>
        )}
        {top && group.children.length > 0 && (
          <QuietButton icon={FolderPlus} onClick={addGroup}>
            {t("addBracket")}
          </QuietButton>
        )}
      </div>
    </div>
  );
}

type LineProps = { leaf: Leaf; fields: readonly Field[]; event?: string; others?: readonly Other[] };

function Line({ leaf, fields, event, others }: LineProps) {
  const { setBody } = useEditing();
  const gap = gapOf(leaf);
  const set = (body: JsonObject, of?: string) => setBody(leaf.id, () => body, of && `${leaf.id} ${of}`);
  if (leaf.kind === "other") return <OtherLine leaf={leaf} />;
  return (
    <div className={classes.lineBody}>
      <div className={classes.row}>
        {leaf.nots > 0 && <NotChip node={leaf} />}
        {leaf.kind === "location" ? (
          <EventPlace leaf={leaf} event={event} set={set} error={gap === "place"} />
        ) : leaf.kind === "device" ? (
          <DeviceTest body={leaf.body} onChange={set} gap={gap} fields={DEVICE_FIELDS} />
        ) : (
          <FieldTest leaf={leaf} fields={fields} event={event} others={others} set={set} gap={gap} />
        )}
        <RemoveLine leaf={leaf} />
      </div>
      {takesItems(leaf.body) && (
        <Lines
          leaf={leaf}
          path="value"
          fields={partsOf(fields, `${leaf.body[leaf.kind]}[]`)}
          kind="item"
          missing={gap === "items"}
        />
      )}
      {gap !== null && <Unfinished gap={gap} />}
    </div>
  );
}

function RemoveLine({ leaf }: { leaf: Leaf }) {
  const { t } = useTranslation("builder");
  const { edit } = useEditing();
  return (
    <ActionIcon
      title={t("removeFilter")}
      aria-label={t("removeFilter")}
      onClick={() => edit((root) => remove(root, leaf.id))}
    >
      <X size={15} />
    </ActionIcon>
  );
}

type PartProps = { leaf: Leaf; event?: string; set: (body: JsonObject, of?: string) => void };

/** Where the event happened. */
function EventPlace({ leaf, event, set, error }: PartProps & { error: boolean }) {
  const { t } = useTranslation("builder");
  const names = (kind: PlaceKind): Source | undefined =>
    event === undefined ? undefined : { event, property: `context.location.${kind}` };
  return (
    <>
      <Word>{t("placeOf.happened")}</Word>
      <PlaceEditor
        value={leaf.body.location}
        onChange={(location, of) => set({ ...leaf.body, location }, of)}
        names={names}
        error={error}
      />
    </>
  );
}

type FieldTestProps = PartProps & { fields: readonly Field[]; others?: readonly Other[]; gap: Gap | null };

/** A property of the event or a part of the item, and what is asked of it. */
function FieldTest({ leaf, fields, event, others, set, gap }: FieldTestProps) {
  const { t } = useTranslation("builder");
  const { setBody } = useEditing();
  const key = leaf.kind;
  const path = typeof leaf.body[key] === "string" ? (leaf.body[key] as string) : null;
  const field = fields.find((candidate) => candidate.path === path);
  const chosen = path !== null && (path !== "" || key === "item");
  const options: Option[] =
    key === "item"
      ? [{ value: SELF, label: t("itself") }, ...fieldOptions(fields.filter((f) => f.path !== ""))]
      : fieldOptions(fields);
  return (
    <>
      <Choice
        label={t(key === "item" ? "part" : "property")}
        value={path === "" && key === "item" ? SELF : path}
        options={options}
        onChange={(choice) => {
          const name = choice === SELF ? "" : choice;
          setBody(leaf.id, (body) =>
            withName(body, key, name, typesOf(fields.find((candidate) => candidate.path === name))),
          );
        }}
        placeholder={t(key === "item" ? "choosePart" : "chooseProperty")}
        searchable
        open
        error={gap === "name"}
      />
      {chosen && (
        <TestEditor
          body={leaf.body}
          onChange={set}
          seen={typesOf(field)}
          source={event !== undefined && key === "property" ? { event, property: path } : undefined}
          gap={gap}
          others={key === "property" ? others : undefined}
        />
      )}
    </>
  );
}

/** No property is called so: the item itself, which has the empty name. */
const SELF = "\0self";

/** The fields below a list's items, by their names inside one item; the item itself is "". */
export function partsOf(fields: readonly Field[], base: string): Field[] {
  return fields
    .filter((field) => field.path === base || field.path.startsWith(`${base}.`))
    .map((field) => ({ ...field, path: field.path === base ? "" : field.path.slice(base.length + 1) }));
}

export function Unfinished({ gap }: { gap: Gap }) {
  const { t } = useTranslation("builder");
  return (
    <Text size="xs" className={classes.unfinished}>
      {t(`gap.${gap}`)}
    </Text>
  );
}

function OtherLine({ leaf }: { leaf: Leaf }) {
  const { t } = useTranslation("builder");
  const { editAsText } = useEditing();
  return (
    <div className={classes.row}>
      <code className={classes.code}>{JSON.stringify(leaf.body)}</code>
      <Button variant="subtle" size="compact-sm" onClick={editAsText}>
        {t("editAsText")}
      </Button>
      <RemoveLine leaf={leaf} />
    </div>
  );
}
