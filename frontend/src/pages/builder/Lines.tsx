import { ActionIcon, Button, Text } from "@mantine/core";
import { CirclePlus, FolderPlus, ListFilter, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Gap, type Group, gapOf, type Join, type Leaf, type Node, newGroup, newLeaf } from "@/rules/draft";
import { append, appendLine, remove, update } from "@/rules/edits";
import { withName } from "@/rules/tests";
import classes from "./builder.module.css";
import { type Field, typesOf } from "./catalog";
import { useEditing } from "./context";
import { fieldOptions } from "./fields";
import { Choice, type Option } from "./inputs";
import { JoinPill, NotChip } from "./pills";
import { TestEditor } from "./TestEditor";

type Props = {
  /** The condition that the lines belong to. */
  leaf: Leaf;
  fields: readonly Field[];
  kind: "property" | "item";
  event?: string;
  /** Whether a first line is lacking. */
  missing: boolean;
};

/** The comparisons inside a condition: on the properties of one event, or the parts of one item. */
export function Lines({ leaf, fields, kind, event, missing }: Props) {
  const { t } = useTranslation("builder");
  const { edit, focus } = useEditing();
  const tree = leaf.tree;
  const first = () => {
    const line = newLeaf(kind);
    edit((root) => appendLine(root, leaf.id, line));
    focus(line.id);
  };
  return (
    <fieldset className={classes.lines} aria-label={t(kind === "property" ? "filters" : "itemLines")}>
      {tree && <LineGroup group={tree} top fields={fields} kind={kind} event={event} />}
      {!tree && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<CirclePlus size={14} />}
          onClick={first}
          className={classes.quiet}
        >
          {t("addItem")}
        </Button>
      )}
      {missing && tree && (
        <Text size="xs" className={classes.unfinished}>
          {t("gap.items")}
        </Text>
      )}
    </fieldset>
  );
}

type GroupProps = { group: Group; top?: boolean; fields: readonly Field[]; kind: "property" | "item"; event?: string };

function LineGroup({ group, top = false, fields, kind, event }: GroupProps) {
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
            <LineGroup group={child} fields={fields} kind={kind} event={event} />
          ) : (
            <Line leaf={child} fields={fields} event={event} />
          )}
        </div>
      ))}
      <div className={classes.lineTools}>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<ListFilter size={14} />}
          onClick={addLine}
        >
          {t(kind === "property" ? "addFilter" : "addItem")}
        </Button>
        {top && group.children.length > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            leftSection={<FolderPlus size={14} />}
            onClick={addGroup}
          >
            {t("addBracket")}
          </Button>
        )}
      </div>
    </div>
  );
}

function Line({ leaf, fields, event }: { leaf: Leaf; fields: readonly Field[]; event?: string }) {
  const { t } = useTranslation("builder");
  const { edit, setBody } = useEditing();
  const gap = gapOf(leaf);
  const key = leaf.kind;
  if (key === "other") return <OtherLine leaf={leaf} />;
  const path = typeof leaf.body[key] === "string" ? (leaf.body[key] as string) : null;
  const field = fields.find((candidate) => candidate.path === path);
  const seen = typesOf(field);
  const chosen = path !== null && (path !== "" || key === "item");
  const options: Option[] =
    key === "item"
      ? [{ value: SELF, label: t("itself") }, ...fieldOptions(fields.filter((f) => f.path !== ""))]
      : fieldOptions(fields);
  return (
    <div className={classes.lineBody}>
      <div className={classes.row}>
        {leaf.nots > 0 && <NotChip node={leaf} />}
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
            onChange={(body, of) => setBody(leaf.id, () => body, of && `${leaf.id} ${of}`)}
            seen={seen}
            source={event !== undefined && key === "property" ? { event, property: path } : undefined}
            gap={gap}
          />
        )}

        <ActionIcon
          title={t("removeFilter")}
          aria-label={t("removeFilter")}
          onClick={() => edit((root) => remove(root, leaf.id))}
        >
          <X size={15} />
        </ActionIcon>
      </div>
      {(leaf.body.op === "any_item" || leaf.body.op === "all_items") && (
        <Lines leaf={leaf} fields={partsOf(fields, `${path}[]`)} kind="item" missing={gap === "items"} />
      )}
      {gap !== null && <Unfinished gap={gap} />}
    </div>
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
  const { edit, editAsText } = useEditing();
  return (
    <div className={classes.row}>
      <code className={classes.code}>{JSON.stringify(leaf.body)}</code>
      <Button variant="subtle" size="compact-sm" onClick={editAsText}>
        {t("editAsText")}
      </Button>
      <ActionIcon
        title={t("removeFilter")}
        aria-label={t("removeFilter")}
        onClick={() => edit((root) => remove(root, leaf.id))}
      >
        <X size={15} />
      </ActionIcon>
    </div>
  );
}
