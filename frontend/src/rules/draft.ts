/**
 * A rule while it is edited: a tree with stable ids, whose conditions may be incomplete.
 *
 * A condition keeps its JSON as it was written, less the trees inside it, so that reading and writing lose nothing;
 * what the builder has no control for is carried along untouched.
 */
import {
  ANY_OPERATORS,
  CHANNELS,
  DEVICE_FIELDS,
  DEVICE_TYPES,
  type DeviceField,
  isAnyOperator,
  isDay,
  minutesOf,
  NEVER_EMPTY,
  OPERATORS,
  type Operand,
  PLAIN_MEASURES,
  PROPERTY_MEASURES,
  RESPONSES,
  SEGMENT_OPERATORS,
  shiftDay,
  TAG_OPERATORS,
  TIME_MEASURES,
  VALUE_TYPES,
  type ValueType,
  WEEKDAYS,
} from "./language";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type Join = "all" | "any" | "none";
export type LeafKind =
  | "attribute"
  | "event"
  | "tag"
  | "segment"
  | "response"
  | "device"
  | "property"
  | "item"
  | "other";
/** Where a tree stands: conditions on people, on the properties of one event, on the parts of one list item. */
export type Place = "rule" | "where" | "item";

export type Leaf = {
  type: "leaf";
  id: string;
  /** How many times "not" is written around it. */
  nots: number;
  kind: LeafKind;
  /** The condition as it is written, less `where` and an item tree. A key that isn't there is yet to be chosen. */
  body: JsonObject;
  /** The `where` of an event, or the items of any_item and all_items. */
  tree?: Group;
};

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

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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

const PLACES: Record<Place, readonly LeafKind[]> = {
  rule: ["attribute", "event", "tag", "segment", "response", "device"],
  where: ["property"],
  item: ["item"],
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
  if (kind === "event" && isObject(value.where)) {
    const { where, ...body } = value;
    if (isEditable(kind, body)) return newLeaf(kind, body, { tree: readTree(where as JsonObject, "where") });
  } else if (takesTree(value) && isObject(value.value)) {
    const { value: items, ...body } = value;
    if (isEditable(kind, body)) return newLeaf(kind, body, { tree: readTree(items as JsonObject, "item") });
  } else if (isEditable(kind, value)) {
    return newLeaf(kind, value);
  }
  return newLeaf("other", value);
}

function takesTree(body: JsonObject): boolean {
  return body.op === "any_item" || body.op === "all_items";
}

/** The place of what stands inside a condition's own tree. */
export function innerPlace(leaf: Leaf): Place {
  return leaf.kind === "event" ? "where" : "item";
}

// --- what the builder has controls for ---------------------------------------------------------------------------

const TEST_KEYS = ["op", "value", "type", "ignore_case", "missing"];
const KEYS: Record<Exclude<LeafKind, "other">, readonly string[]> = {
  attribute: ["attribute", ...TEST_KEYS],
  property: ["property", ...TEST_KEYS],
  item: ["item", ...TEST_KEYS],
  event: ["event", "measure", "window", ...TEST_KEYS],
  tag: ["tag", "op", "value"],
  segment: ["segment", "op"],
  response: ["response", "message", "campaign", "channel", "window"],
  device: ["device", ...TEST_KEYS],
};

const oneOf = (value: Json | undefined, words: readonly string[]) =>
  value === undefined || (typeof value === "string" && words.includes(value));
const textOrNone = (value: Json | undefined) => value === undefined || typeof value === "string";
const isScalar = (value: Json | undefined) => ["string", "number", "boolean"].includes(typeof value);

/** Whether every part of a condition has a control. Parts that aren't chosen yet are no matter. */
export function isEditable(kind: LeafKind, body: JsonObject): boolean {
  if (kind === "other" || !Object.keys(body).every((key) => KEYS[kind].includes(key))) return false;
  switch (kind) {
    case "attribute":
    case "property":
    case "item":
      return textOrNone(body[kind]) && isEditableTest(body, VALUE_TYPES);
    case "event":
      return textOrNone(body.event) && isEditableMeasure(body) && isEditableWindow(body.window);
    case "tag":
      return (
        (textOrNone(body.tag) || isTexts(body.tag)) && oneOf(body.op, TAG_OPERATORS) && isDurationOrNone(body.value)
      );
    case "segment":
      return textOrNone(body.segment) && oneOf(body.op, SEGMENT_OPERATORS);
    case "response":
      return (
        oneOf(body.response, RESPONSES) &&
        textOrNone(body.message) &&
        textOrNone(body.campaign) &&
        oneOf(body.channel, CHANNELS) &&
        isEditableWindow(body.window)
      );
    case "device":
      return oneOf(body.device, DEVICE_FIELDS) && isEditableTest(body, deviceTypes(body));
  }
}

export function deviceTypes(body: JsonObject): readonly ValueType[] {
  return DEVICE_TYPES[body.device as DeviceField] ?? ["string"];
}

const isTexts = (value: Json | undefined) => Array.isArray(value) && value.every((item) => typeof item === "string");
const isDurationOrNone = (value: Json | undefined) =>
  value === undefined || (typeof value === "string" && /^\d*[mhdw]$/.test(value));

function isEditableTest(body: JsonObject, types: readonly ValueType[]): boolean {
  if (body.type !== undefined && !types.includes(body.type as ValueType)) return false;
  if (body.ignore_case !== undefined && typeof body.ignore_case !== "boolean") return false;
  if (!oneOf(body.missing, ["include", "exclude"])) return false;
  if (body.op === undefined) return body.value === undefined || isScalar(body.value) || Array.isArray(body.value);
  const op = body.op;
  if (typeof op !== "string") return false;
  if ((ANY_OPERATORS as readonly string[]).includes(op)) return body.value === undefined;
  const known = types.filter((type) => op in OPERATORS[type]);
  if (known.length === 0 || (body.type !== undefined && !known.includes(body.type as ValueType))) return false;
  return body.value === undefined || known.some((type) => holds(OPERATORS[type][op]!, body.value!));
}

/** Whether a value has the shape that an operand has, complete or not. */
function holds(operand: Operand, value: Json): boolean {
  switch (operand) {
    case "none":
    case "tree":
      return false;
    case "scalar":
      return isScalar(value);
    case "scalars":
      return Array.isArray(value) && value.every(isScalar);
    case "pair":
      return Array.isArray(value) && value.length === 2 && value.every((end) => end === null || isScalar(end));
    case "duration":
    case "days":
      return isDurationOrNone(value);
    case "month":
    case "percent":
      return typeof value === "number";
    case "weekday":
      return oneOf(value, WEEKDAYS);
    case "test":
      return (
        isObject(value) &&
        Object.keys(value).every((key) => TEST_KEYS.includes(key)) &&
        isEditableTest(value, ["number"])
      );
  }
}

function isEditableMeasure(body: JsonObject): boolean {
  const measure = body.measure;
  if (measure !== undefined && measureOf(body) === null) return false;
  const kind = measureOf(body)?.kind ?? "count";
  return isEditableTest(body, [TIME_MEASURES.has(kind) ? "date" : "number"]);
}

/** The measure of an event condition; the property is "" until it is chosen. Null when there is no control for it. */
export function measureOf(body: JsonObject): { kind: string; property: string | null } | null {
  const measure = body.measure ?? "count";
  if (typeof measure === "string") {
    return (PLAIN_MEASURES as readonly string[]).includes(measure) ? { kind: measure, property: null } : null;
  }
  if (!isObject(measure)) return null;
  const [kind, ...more] = Object.keys(measure);
  const property = kind === undefined ? undefined : measure[kind];
  if (more.length > 0 || !(PROPERTY_MEASURES as readonly string[]).includes(kind ?? "")) return null;
  return typeof property === "string" ? { kind: kind!, property } : null;
}

export const WINDOW_KINDS = ["always", "last", "calendar", "previous", "between", "dates"] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

/** Which kind of window it is; null when there is no control for it. */
export function windowKind(window: Json | undefined): WindowKind | null {
  if (window === undefined) return "always";
  if (!isObject(window)) return null;
  const keys = Object.keys(window).sort().join(" ");
  const parts = (value: Json | undefined, units: RegExp) => typeof value === "string" && units.test(value);
  switch (keys) {
    case "last":
      return parts(window.last, /^\d*[mhdw]$/) ? "last" : null;
    case "calendar last":
      if (window.calendar === true) return parts(window.last, /^\d*(d|w|mo|q|y)$/) ? "calendar" : null;
      return window.calendar === false && parts(window.last, /^\d*[mhdw]$/) ? "last" : null;
    case "previous":
      return parts(window.previous, /^\d*(d|w|mo|q|y)$/) ? "previous" : null;
    case "between":
      return Array.isArray(window.between) &&
        window.between.length === 2 &&
        window.between.every((end) => parts(end, /^\d*[mhdw]$/))
        ? "between"
        : null;
    case "":
    case "from":
    case "to":
    case "from to":
      return Object.values(window).every((end) => typeof end === "string") ? "dates" : null;
    default:
      return null;
  }
}

const isEditableWindow = (window: Json | undefined) => windowKind(window) !== null;

// --- types -------------------------------------------------------------------------------------------------------

/** The types that know a test's operator and can hold its right side, likeliest first, as the server resolves them. */
export function possibleTypes(body: JsonObject, among: readonly ValueType[] = VALUE_TYPES): ValueType[] {
  const op = body.op;
  if (typeof body.type === "string") return [body.type as ValueType];
  if (typeof op !== "string" || isAnyOperator(op)) return [...among];
  const types = among.filter((type) => op in OPERATORS[type]);
  if (types.length <= 1) return types;
  if (body.ignore_case === true) return types.filter((type) => type === "string");
  const values = Array.isArray(body.value) ? body.value : body.value === undefined ? [] : [body.value];
  const known = values.filter((value) => value !== null);
  const fits = (type: ValueType) => known.every((value) => literalTypes(value).includes(type));
  return types.filter(fits);
}

function literalTypes(value: Json): readonly ValueType[] {
  if (typeof value === "number") return ["number", "list"];
  if (typeof value === "boolean") return ["list"];
  return ["string", "date", "version", "list"];
}

/** The type in which a test is edited; `seen` are the types that the data has there, likeliest first. */
export function typeOf(body: JsonObject, seen: readonly ValueType[], among?: readonly ValueType[]): ValueType {
  const types = possibleTypes(body, among);
  return seen.find((type) => types.includes(type)) ?? types[0] ?? seen[0] ?? "string";
}

// --- what is missing ---------------------------------------------------------------------------------------------

/** What is yet to be chosen in a condition. */
export type Gap = "name" | "property" | "op" | "value" | "order" | "window" | "tags" | "segment" | "items";

/** The first thing that a condition lacks; null when it is complete. Its inner lines have gaps of their own. */
export function gapOf(leaf: Leaf): Gap | null {
  const { kind, body } = leaf;
  switch (kind) {
    case "other":
      return null;
    case "attribute":
    case "property":
      return body[kind] ? testGap(leaf) : "name";
    case "item":
      return testGap(leaf);
    case "event":
      return eventGap(leaf);
    case "tag":
      if (body.tag === undefined || body.tag === "" || (Array.isArray(body.tag) && body.tag.length === 0))
        return "tags";
      if (body.op === undefined) return "op";
      return body.op === "tagged_within" && !minutesOf(body.value) ? "value" : null;
    case "segment":
      return body.segment ? (body.op === undefined ? "op" : null) : "segment";
    case "response":
      if (body.response === undefined) return "op";
      if (body.message === "" || body.campaign === "") return "value";
      return windowGap(body.window);
    case "device":
      return body.device ? testGap(leaf) : "name";
  }
}

function eventGap(leaf: Leaf): Gap | null {
  const { body } = leaf;
  if (!body.event) return "name";
  const measure = measureOf(body);
  if (measure?.property === "") return "property";
  const plainCount = measure?.kind === "count" && body.op === undefined && body.value === undefined;
  if (!plainCount) {
    const gap = testGap(leaf, [TIME_MEASURES.has(measure?.kind ?? "") ? "date" : "number"]);
    if (gap !== null) return gap;
  }
  return windowGap(body.window);
}

function testGap(
  leaf: Leaf,
  among: readonly ValueType[] = leaf.kind === "device" ? deviceTypes(leaf.body) : VALUE_TYPES,
) {
  const { body } = leaf;
  if (typeof body.op !== "string") return "op";
  if (takesTree(body)) return leaf.tree && leaf.tree.children.length > 0 ? null : "items";
  return valueGap(body, among);
}

function valueGap(body: JsonObject, among: readonly ValueType[]): Gap | null {
  const op = body.op as string;
  if (isAnyOperator(op)) return null;
  const type = possibleTypes(body, among)[0];
  if (type === undefined) return "value";
  const operand = OPERATORS[type][op];
  const value = body.value;
  if (operand === "none") return null;
  if (operand === undefined || value === undefined) return "value";
  switch (operand) {
    case "scalar":
      return isFilled(value, op, type) ? null : "value";
    case "scalars":
      return Array.isArray(value) && value.length > 0 ? null : "value";
    case "pair": {
      const ends = Array.isArray(value) ? value : [];
      if (ends.length !== 2 || !ends.every((end) => end !== null && isFilled(end, op, type))) return "value";
      return isBefore(ends[1]!, ends[0]!) ? "order" : null;
    }
    case "duration":
      return minutesOf(value) ? null : "value";
    case "days":
      return minutesOf(value) && /[dw]$/.test(value as string) ? null : "value";
    case "month":
      return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 12 ? null : "value";
    case "percent":
      return typeof value === "number" && value > 0 && value <= 100 ? null : "value";
    case "weekday":
      return oneOf(value, WEEKDAYS) ? null : "value";
    case "test":
      if (!isObject(value)) return "value";
      return typeof value.op !== "string" ? "op" : valueGap(value, ["number"]);
    case "tree":
      return "items";
  }
}

function isFilled(value: Json, op: string, type: ValueType): boolean {
  if (typeof value === "number" || typeof value === "boolean") return true;
  if (typeof value !== "string") return false;
  if (type === "version") return /^[vV]?[0-9]/.test(value);
  if (type === "date") return /^\d{4}-\d\d-\d\d(T.+)?$/.test(value);
  // An empty text can be meant by is and is_not, not by the operators that look inside.
  return value !== "" || !NEVER_EMPTY.has(op);
}

function isBefore(first: Json, second: Json): boolean {
  if (typeof first === "number" && typeof second === "number") return first < second;
  return isDay(first) && isDay(second) && first < second;
}

function windowGap(window: Json | undefined): Gap | null {
  const kind = windowKind(window);
  if (kind === "always" || kind === null || !isObject(window)) return null;
  const filled = (text: Json | undefined) => typeof text === "string" && /^0*[1-9]/.test(text);
  switch (kind) {
    case "last":
    case "calendar":
      return filled(window.last) ? null : "window";
    case "previous":
      return filled(window.previous) ? null : "window";
    case "between": {
      const [older, newer] = (window.between as string[]).map(minutesOf);
      if (older == null || newer == null) return "window";
      return older > newer ? null : "order";
    }
    case "dates": {
      const { from, to } = window;
      if (!from && !to) return "window";
      return isDay(from) && isDay(to) && to <= from ? "order" : null;
    }
  }
}

/** The last day that a window to a day includes, which is the one that people mean. */
export function lastDayOf(to: string): string {
  return shiftDay(to, -1) ?? to;
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

/** Whether something complete stands in it. */
function says(node: Node): boolean {
  if (node.type === "leaf") return gapOf(node) === null && (!takesTree(node.body) || node.tree!.children.some(says));
  return node.children.length === 0 ? !node.fresh : node.children.some(says);
}

function noteIncomplete(node: Node, found: Set<string>) {
  const lacks = node.type === "leaf" ? gapOf(node) !== null : node.children.length === 0 && node.fresh;
  if (lacks) found.add(node.id);
  const inner = node.type === "group" ? node.children : (node.tree?.children ?? []);
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
    if (!leaf.tree) return leaf.body;
    const key = leaf.kind === "event" ? "where" : "value";
    const inner = this.tree(leaf.tree, into(at, key));
    return inner === null ? leaf.body : { ...leaf.body, [key]: inner };
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
