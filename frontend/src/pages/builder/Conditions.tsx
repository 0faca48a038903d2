import { ActionIcon, Button, Menu, Text, ThemeIcon, VisuallyHidden } from "@mantine/core";
import {
  ArrowDown,
  ArrowUp,
  Ban,
  Braces,
  Copy,
  EllipsisVertical,
  FolderPlus,
  Plus,
  Trash2,
  Ungroup,
} from "lucide-react";
import { memo, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Fault } from "@/api/problem";
import { inert } from "@/components/text";
import { formatNumber } from "@/format";
import { type Group, type Join, type Leaf, type Node, newGroup } from "@/rules/draft";
import { append, duplicate, move, remove, unwrap, update, wrap } from "@/rules/edits";
import { type Gap, gapOf } from "@/rules/gaps";
import { CONDITION_GROUPS } from "@/rules/language";
import classes from "./builder.module.css";
import { useEditing } from "./context";
import { AttributeEditor, DeviceEditor, EventEditor, ResponseEditor, SegmentEditor, TagEditor } from "./editors";
import { firstOf, lookOf } from "./kinds";
import { Unfinished } from "./Lines";
import { CompareEditor, LifecycleEditor, SequenceEditor } from "./orders";
import { ConsentEditor, LocationEditor, MeasureEditor, RfmEditor, SampleEditor, ScoreEditor } from "./people";
import { JoinPill, NotChip } from "./pills";

/** For how many people a condition holds before it is negated, for how many not, its words, and what it costs. */
export type Counted = { count: number; others: number; text: string; ms: number };

/** What the server said about the conditions, by their ids. */
export type Findings = {
  counts: ReadonlyMap<string, Counted>;
  problems: ReadonlyMap<string, Fault[]>;
  /** The numbers belong to an earlier state of the rule. */
  stale: boolean;
};

type GroupProps = { group: Group; root?: boolean; findings: Findings };

/** Conditions joined by one word, and what can be added to them. */
export function GroupView({ group, root = false, findings }: GroupProps) {
  const { t } = useTranslation("builder");
  const { edit } = useEditing();
  const { children, join, nots } = group;
  const setJoin = (next: Join) =>
    edit((old) => update<Group>(old, group.id, (same) => ({ ...same, join: next, bare: false })));
  const bracket = children.length > 1 || join === "none";
  const heading = nots > 0 || join === "none";
  return (
    <fieldset
      className={root ? classes.root : classes.group}
      id={group.id}
      data-old={(root && findings.stale) || undefined}
      tabIndex={root ? undefined : -1}
      aria-label={t(root ? "ruleGroup" : "group", { join: t(`join.${join}`) })}
    >
      {heading && (
        <div className={classes.groupHead}>
          {nots > 0 && <NotChip node={group} />}
          <Text size="sm" fw={550}>
            {t(`groupWords.${join}`)}
          </Text>
        </div>
      )}
      <div className={classes.joined} data-bracket={bracket || undefined}>
        {bracket && (
          <div className={classes.rail}>
            <JoinPill join={join} onChange={setJoin} />
          </div>
        )}
        <div className={classes.children}>
          {children.map((child) =>
            child.type === "group" ? (
              <GroupView key={child.id} group={child} findings={findings} />
            ) : (
              <Card
                key={child.id}
                leaf={child}
                counted={findings.counts.get(child.id)}
                problems={findings.problems.get(child.id)}
              />
            ),
          )}
          {children.length === 0 && (
            <Text size="sm" c="dimmed" className={classes.nothing}>
              {t(group.fresh ? "groupEmpty" : join === "any" ? "noOne" : "everyone")}
            </Text>
          )}
        </div>
      </div>
      <Faults faults={findings.problems.get(group.id)} />
      <AddBar group={group} root={root} />
    </fieldset>
  );
}

/** Where conditions are added to the whole rule. */
export const ADD = "add-condition";

function AddBar({ group, root }: { group: Group; root: boolean }) {
  const { t } = useTranslation("builder");
  const { edit, focus, readOnly } = useEditing();
  if (readOnly) return null;
  const add = (node: Node) => {
    edit((old) => append(old, group.id, node));
    focus(node.id);
  };
  return (
    <div className={classes.addBar} id={root ? ADD : undefined}>
      <Menu position="bottom-start" width={330} trapFocus>
        <Menu.Target>
          <Button variant="light" size="compact-md" leftSection={<Plus size={15} />}>
            {t("condition")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="min(520px, 70vh)" style={{ overflowY: "auto" }}>
          {Object.entries(CONDITION_GROUPS).map(([name, kinds]) => (
            <div key={name}>
              <Menu.Label>{t(`kindGroup.${name}`)}</Menu.Label>
              {kinds.map((kind) => {
                const { icon: Icon, color } = lookOf(kind);
                return (
                  <Menu.Item
                    key={kind}
                    leftSection={
                      <ThemeIcon variant="light" color={color} size={30} radius="md">
                        <Icon size={16} />
                      </ThemeIcon>
                    }
                    onClick={() => add(firstOf(kind))}
                  >
                    <Text size="sm" fw={550}>
                      {t(`kind.${kind}`)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t(`kindNote.${kind}`)}
                    </Text>
                  </Menu.Item>
                );
              })}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        leftSection={<FolderPlus size={15} />}
        onClick={() => add(newGroup(group.join === "any" ? "all" : "any", [], { fresh: true }))}
      >
        {t("addGroup")}
      </Button>
      {!root && <GroupTools group={group} />}
    </div>
  );
}

function Faults({ faults }: { faults: Fault[] | undefined }) {
  if (!faults) return null;
  return faults.map((fault) => (
    <Text
      key={`${fault.path} ${fault.code}`}
      size="xs"
      className={fault.severity === "warning" ? classes.warning : classes.fault}
    >
      {inert(fault.message)}
      {fault.hint && <span className={classes.hint}> {inert(fault.hint)}</span>}
    </Text>
  ));
}

type CardProps = {
  leaf: Leaf;
  counted: Counted | undefined;
  problems: Fault[] | undefined;
};

/** One condition. */
const Card = memo(function Card({ leaf, counted, problems }: CardProps) {
  const { t } = useTranslation("builder");
  const { readOnly } = useEditing();
  const { icon: Icon, color } = lookOf(leaf.kind);
  const gap = gapOf(leaf);
  // An event's own words say "did not".
  const chip = leaf.kind === "event" && leaf.body.measure === undefined ? leaf.nots > 1 : leaf.nots > 0;
  return (
    <fieldset
      className={classes.card}
      id={leaf.id}
      tabIndex={-1}
      disabled={readOnly}
      aria-label={t("conditionOf", { kind: t(`kind.${leaf.kind}`) })}
      data-gap={gap !== null || undefined}
      data-fault={problems?.some((fault) => fault.severity !== "warning") || undefined}
    >
      <ThemeIcon variant="light" color={color} size={30} radius="md" className={classes.icon}>
        <Icon size={16} />
      </ThemeIcon>
      <div className={classes.body}>
        {chip && <NotChip node={leaf} />}
        <Editor leaf={leaf} gap={gap} words={counted?.text} />
        {gap !== null && <Unfinished gap={gap} />}
        <Faults faults={problems} />
      </div>
      <div className={classes.aside}>
        {gap === null && counted !== undefined && (
          <span className={classes.count} title={t("costs", { time: formatNumber(counted.ms, 1) })}>
            <VisuallyHidden>{t("countLabel")} </VisuallyHidden>
            {formatNumber(leaf.nots % 2 === 1 ? counted.others : counted.count)}
          </span>
        )}
        {!readOnly && <CardTools leaf={leaf} />}
      </div>
    </fieldset>
  );
});

function Editor({ leaf, gap, words }: { leaf: Leaf; gap: Gap | null; words: string | undefined }) {
  switch (leaf.kind) {
    case "event":
      return <EventEditor leaf={leaf} gap={gap} />;
    case "attribute":
      return <AttributeEditor leaf={leaf} gap={gap} />;
    case "tag":
      return <TagEditor leaf={leaf} gap={gap} />;
    case "segment":
      return <SegmentEditor leaf={leaf} gap={gap} />;
    case "response":
      return <ResponseEditor leaf={leaf} gap={gap} />;
    case "device":
      return <DeviceEditor leaf={leaf} gap={gap} />;
    case "sequence":
      return <SequenceEditor leaf={leaf} gap={gap} />;
    case "lifecycle":
      return <LifecycleEditor leaf={leaf} gap={gap} />;
    case "compare":
      return <CompareEditor leaf={leaf} gap={gap} />;
    case "location":
      return <LocationEditor leaf={leaf} gap={gap} />;
    case "consent":
      return <ConsentEditor leaf={leaf} gap={gap} />;
    case "value_of":
      return <MeasureEditor leaf={leaf} gap={gap} />;
    case "rfm":
      return <RfmEditor leaf={leaf} gap={gap} />;
    case "score":
      return <ScoreEditor leaf={leaf} gap={gap} />;
    case "sample":
      return <SampleEditor leaf={leaf} gap={gap} />;
    default:
      return <OtherEditor leaf={leaf} words={words} />;
  }
}

/** What there is no control for: in words, kept as it is. */
function OtherEditor({ leaf, words }: { leaf: Leaf; words: string | undefined }) {
  const { t } = useTranslation("builder");
  const { editAsText } = useEditing();
  return (
    <div className={classes.row}>
      {words ? (
        <span className={classes.word}>{inert(words)}</span>
      ) : (
        <code className={classes.code}>{inert(JSON.stringify(leaf.body))}</code>
      )}
      <Text size="xs" c="dimmed">
        {t("noControl")}
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={editAsText}>
        {t("editAsText")}
      </Button>
    </div>
  );
}

function CardTools({ leaf }: { leaf: Leaf }) {
  const { t } = useTranslation("builder");
  const { edit, editAsText } = useEditing();
  const { copy, drop } = useNodeActions(leaf);
  return (
    <div className={classes.tools}>
      <Tool label={t("duplicate")} onClick={copy}>
        <Copy size={15} />
      </Tool>
      <Tool label={t("remove")} onClick={drop}>
        <Trash2 size={15} />
      </Tool>
      <NodeMenu node={leaf}>
        <Menu.Item
          leftSection={<Ban size={15} />}
          onClick={() =>
            edit((root) => update(root, leaf.id, (old) => ({ ...old, nots: old.nots > 0 ? old.nots - 1 : 1 })))
          }
        >
          {t(leaf.nots > 0 ? "takeNot" : "putNot")}
        </Menu.Item>
        <Menu.Item leftSection={<FolderPlus size={15} />} onClick={() => edit((root) => wrap(root, leaf.id))}>
          {t("wrap")}
        </Menu.Item>
        <Menu.Item leftSection={<Braces size={15} />} onClick={editAsText}>
          {t("editAsText")}
        </Menu.Item>
      </NodeMenu>
    </div>
  );
}

function GroupTools({ group }: { group: Group }) {
  const { t } = useTranslation("builder");
  const { edit, readOnly } = useEditing();
  const { copy, drop } = useNodeActions(group);
  if (readOnly) return null;
  const setJoin = (join: Join) => edit((root) => update<Group>(root, group.id, (old) => ({ ...old, join })));
  return (
    <div className={`${classes.tools} ${classes.groupTools}`}>
      <Tool label={t("duplicateGroup")} onClick={copy}>
        <Copy size={15} />
      </Tool>
      <Tool label={t("removeGroup")} onClick={drop}>
        <Trash2 size={15} />
      </Tool>
      <NodeMenu node={group}>
        <Menu.Label>{t("groupMeans")}</Menu.Label>
        {(["all", "any", "none"] as const).map((join) => (
          <Menu.Item
            key={join}
            role="menuitemradio"
            aria-checked={group.join === join}
            onClick={() => setJoin(join)}
            fw={group.join === join ? 600 : undefined}
          >
            {t(`groupWords.${join}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Ban size={15} />}
          onClick={() =>
            edit((root) => update(root, group.id, (old) => ({ ...old, nots: old.nots > 0 ? old.nots - 1 : 1 })))
          }
        >
          {t(group.nots > 0 ? "takeNot" : "putNot")}
        </Menu.Item>
        <Menu.Item leftSection={<Ungroup size={15} />} onClick={() => edit((root) => unwrap(root, group.id))}>
          {t("unwrap")}
        </Menu.Item>
      </NodeMenu>
    </div>
  );
}

function useNodeActions(node: Node) {
  const { edit, focus } = useEditing();
  return {
    copy: () =>
      edit((root) => {
        const made = duplicate(root, node.id);
        if (made.copy) focus(made.copy);
        return made.root;
      }),
    drop: () => {
      edit((root) => remove(root, node.id));
      focus(ADD);
    },
    up: () => {
      edit((root) => move(root, node.id, -1));
      focus(node.id);
    },
    down: () => {
      edit((root) => move(root, node.id, 1));
      focus(node.id);
    },
  };
}

function NodeMenu({ node, children }: { node: Node; children: ReactNode }) {
  const { t } = useTranslation("builder");
  const { up, down } = useNodeActions(node);
  const [used, setUsed] = useState(false);
  const button = (
    <ActionIcon
      aria-label={t("moreOf")}
      aria-haspopup="menu"
      aria-expanded={false}
      size="sm"
      onClick={() => setUsed(true)}
    >
      <EllipsisVertical size={15} />
    </ActionIcon>
  );
  // The menu is made when it is asked for: there may be hundreds.
  if (!used) return button;
  return (
    <Menu width={220} defaultOpened>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<ArrowUp size={15} />} onClick={up}>
          {t("moveUp")}
        </Menu.Item>
        <Menu.Item leftSection={<ArrowDown size={15} />} onClick={down}>
          {t("moveDown")}
        </Menu.Item>
        <Menu.Divider />
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <ActionIcon aria-label={label} title={label} onClick={onClick} size="sm">
      {children}
    </ActionIcon>
  );
}
