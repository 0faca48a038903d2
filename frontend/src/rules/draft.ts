/**
 * A rule while it is edited: a tree with stable ids, whose conditions may be incomplete.
 *
 * A condition keeps its JSON as it was written, less the trees inside it, so that reading and writing lose nothing;
 * what the builder has no control for is carried along untouched.
 */
import { gapOf } from "./gaps";
import { isObject, type Json, type JsonObject } from "./json";
import { isEditable, takesItems } from "./shapes";

export type Join = "all" | "any" | "none";
export type LeafKind =
  | "attribute"
  | "event"
  | "sequence"
  | "lifecycle"
  | "compare"
  | "tag"
  | "segment"
  | "response"
  | "device"
  | "location"
  | "consent"
  | "value_of"
  | "rfm"
  | "score"
  | "sample"
  | "property"
  | "item"
  | "other";
/** Where a tree stands: conditions on people, on properties of one event, on parts of one list item, on one device. */
export type Place = "rule" | "where" | "item" | "device";

export type Leaf = {
  type: "leaf";
  id: string;
  /** How many times "not" is written around it. */
  nots: number;
  kind: LeafKind;
  /** The condition as it is written, less the trees inside it. A key that isn't there is yet to be chosen. */
  body: JsonObject;
  /** The trees inside it by their paths: `where`, `value` (the items of any_item), `sequence[1].where`. */
  trees?: Trees;
};

export type Trees = Readonly<Record<string, Group>>;

export type Group = {
  type: "group";
  id: string;
  nots: number;
  join: Join;
  children: Node[];
  /** Written as its only child, without a group around it. Only for the root of a tree. */
  bare?: boolean;
  /** Added and not yet filled: it says nothing. A group that was read empty means everyone or no one. */
  fresh?: boolean;
};

export type Node = Leaf | Group;

let made = 0;

/** Ids are only told apart within one visit. */
export function newId(): string {
  made += 1;
  return `n${made}`;
}

export function newGroup(join: Join = "all", children: Node[] = [], more: Partial<Group> = {}): Group {
  return { type: "group", id: newId(), nots: 0, join, children, ...more };
}

export function newLeaf(kind: LeafKind, body: JsonObject = {}, more: Partial<Leaf> = {}): Leaf {
  return { type: "leaf", id: newId(), nots: 0, kind, body, ...more };
}

/** An empty rule to start from. */
export function emptyDraft(): Group {
  return newGroup("all", [], { bare: true });
}

// --- reading -----------------------------------------------------------------------------------------------------

/** The kinds by the key that tells them; conditions with two such keys have the telling one first. */
const PLACES: Record<Place, readonly LeafKind[]> = {
  rule: [
    "sequence",
    "compare",
    "lifecycle",
    "rfm",
    "value_of",
    "score",
    "sample",
    "consent",
    "location",
    "attribute",
    "event",
    "tag",
    "segment",
    "response",
    "device",
  ],
  where: ["property", "location"],
  item: ["item"],
  device: ["device"],
};

/** The draft of a rule's JSON. Whatever it holds, `toJson` gives it back. */
export function fromJson(rule: JsonObject): Group {
  return readTree(rule, "rule");
}

function readTree(value: JsonObject, place: Place): Group {
  const node = readNode(value, place);
  return node.type === "group" ? node : newGroup("all", [node], { bare: true });
}

function readNode(value: JsonObject, place: Place): Node {
  const keys = Object.keys(value);
  if (keys.length === 1) {
    const key = keys[0]!;
    const inside = value[key];
    if (key === "not" && isObject(inside)) {
      const node = readNode(inside, place);
      return { ...node, nots: node.nots + 1 };
    }
    if ((key === "all" || key === "any" || key === "none") && Array.isArray(inside) && inside.every(isObject)) {
      return newGroup(
        key,
        inside.map((child) => readNode(child as JsonObject, place)),
      );
    }
  }
  return readLeaf(value, place);
}

function readLeaf(value: JsonObject, place: Place): Leaf {
  const kind = PLACES[place].find((name) => name in value);
  if (kind === undefined) return newLeaf("other", value);
  let body = value;
  const trees: Record<string, Group> = {};
  for (const path of treePaths(kind, value)) {
    const inner = valueAt(value, path);
    if (!isObject(inner)) continue;
    trees[path] = readTree(inner, innerPlace(path));
    body = withAt(body, path, undefined);
  }
  if (!isEditable(kind, body)) return newLeaf("other", value);
  return newLeaf(kind, body, Object.keys(trees).length > 0 ? { trees } : {});
}

/** Where trees may stand inside a condition. */
function treePaths(kind: LeafKind, body: JsonObject): string[] {
  const each = (key: string) => (Array.isArray(body[key]) ? body[key].map((_, i) => `${key}[${i}].where`) : []);
  switch (kind) {
    case "event":
    case "lifecycle":
      return ["where"];
    case "sequence":
    case "compare":
      return each(kind);
    case "device":
      return ["device.where"];
    default:
      return takesItems(body) ? ["value"] : [];
  }
}

/** The place of what stands inside a condition's own tree. */
export function innerPlace(path: string): Place {
  return path === "value" ? "item" : path === "device.where" ? "device" : "where";
}

const stepsOf = (path: string) => path.split(/[.[\]]+/).filter((part) => part !== "");

function valueAt(value: Json, path: string): Json | undefined {
  return stepsOf(path).reduce<Json | undefined>(
    (at, key) => (Array.isArray(at) ? at[Number(key)] : isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
    value,
  );
}

/** The body with the value at a path, or without it. */
function withAt(body: JsonObject, path: string, value: Json | undefined): JsonObject {
  const put = (at: Json | undefined, [key, ...rest]: string[]): Json | undefined => {
    if (key === undefined) return value;
    const inner = put(isObject(at) ? at[key] : Array.isArray(at) ? at[Number(key)] : undefined, rest);
    if (Array.isArray(at)) return at.with(Number(key), inner!);
    const { [key]: _, ...others } = isObject(at) ? at : {};
    return inner === undefined ? others : { ...others, [key]: inner };
  };
  return put(body, stepsOf(path)) as JsonObject;
}

// --- writing -----------------------------------------------------------------------------------------------------

export type Written = {
  rule: JsonObject;
  /** The id of what stands at each path, in the form as it is written and in the one that the server answers with. */
  paths: Map<string, string>;
  /** Ids of the conditions that lack something, and of groups that nothing was put into. */
  incomplete: Set<string>;
};

/** The JSON of a draft. It is the one that was read, when nothing was edited. */
export function toJson(root: Group): JsonObject {
  return write(root, false).rule;
}

/** The JSON with its paths; with `complete`, without whatever is incomplete. */
export function write(root: Group, complete: boolean): Written {
  const writer = new Writer(complete);
  const rule = writer.tree(root, { given: "", answered: "" }) ?? { all: [] };
  if (!writer.paths.has("")) writer.paths.set("", root.id);
  const incomplete = new Set<string>();
  noteIncomplete(root, incomplete);
  return { rule, paths: writer.paths, incomplete };
}

/** The trees inside a condition. */
export function treesOf(leaf: Leaf): Group[] {
  return Object.values(leaf.trees ?? {});
}

/** Whether a condition says nothing without the tree inside it. */
function takesTree(leaf: Leaf): boolean {
  return takesItems(leaf.body) || isObject(leaf.body.device);
}

/** Whether something complete stands in it. */
function says(node: Node): boolean {
  if (node.type === "leaf") return gapOf(node) === null && (!takesTree(node) || treesOf(node).some(says));
  return node.children.length === 0 ? !node.fresh : node.children.some(says);
}

function noteIncomplete(node: Node, found: Set<string>) {
  const lacks = node.type === "leaf" ? gapOf(node) !== null : node.children.length === 0 && node.fresh;
  if (lacks) found.add(node.id);
  const inner = node.type === "group" ? node.children : treesOf(node).flatMap((tree) => tree.children);
  for (const child of inner) noteIncomplete(child, found);
}

/** A place in the JSON as it is written, and in the form in which the server answers: "not any" is "none" there. */
type Where = { given: string; answered: string };

const step = (path: string, key: string) => (path === "" ? key : `${path}.${key}`);
const into = (at: Where, key: string, answered = key): Where => ({
  given: step(at.given, key),
  answered: step(at.answered, answered),
});

class Writer {
  readonly paths = new Map<string, string>();

  constructor(readonly complete: boolean) {}

  /** A tree; null when nothing of it is complete. */
  tree(root: Group, at: Where): JsonObject | null {
    const kept = this.kept(root);
    if (kept.length === 0 && root.children.length > 0) return null;
    return root.bare && root.nots === 0 && root.children.length === 1 ? this.node(kept[0]!, at) : this.node(root, at);
  }

  private kept(group: Group): Node[] {
    return this.complete ? group.children.filter(says) : group.children;
  }

  private node(node: Node, place: Where): JsonObject {
    this.note(place, node);
    const asNone = node.type === "group" && node.join === "any" && node.nots > 0;
    let at = place;
    for (let i = 0; i < node.nots; i++) {
      at = { given: step(at.given, "not"), answered: asNone && i === 0 ? at.answered : step(at.answered, "not") };
      this.note(at, node);
    }
    let out = node.type === "group" ? this.group(node, at, asNone) : this.leaf(node, at);
    for (let i = 0; i < node.nots; i++) out = { not: out };
    return out;
  }

  private group(group: Group, at: Where, asNone: boolean): JsonObject {
    const { join } = group;
    const inside = this.kept(group).map((child, i) =>
      this.node(child, into(at, `${join}[${i}]`, `${asNone ? "none" : join}[${i}]`)),
    );
    return { [join]: inside };
  }

  private leaf(leaf: Leaf, at: Where): JsonObject {
    let body = leaf.body;
    for (const [path, tree] of Object.entries(leaf.trees ?? {})) {
      const inner = this.tree(tree, into(at, path));
      if (inner !== null) body = withAt(body, path, inner);
    }
    return body;
  }

  private note(at: Where, node: Node) {
    this.paths.set(at.given, node.id);
    this.paths.set(at.answered, node.id);
  }
}

/** What stands at a path of a problem, which may lead further into a condition: `all[1].where.op`. */
export function nodeAt(paths: ReadonlyMap<string, string>, path: string): string | undefined {
  let at = path;
  for (;;) {
    const found = paths.get(at);
    if (found !== undefined) return found;
    const shorter = at.replace(/(\.?[^.[\]]+|\[\d+\])$/, "");
    if (shorter === at) return undefined;
    at = shorter;
  }
}
