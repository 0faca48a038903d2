/** What the builder has controls for: which bodies of conditions, tests, measures and windows it can show whole. */
import type { LeafKind } from "./draft";
import { isObject, type Json, type JsonObject } from "./json";
import {
  ANY_OPERATORS,
  CELLS,
  CHANNELS,
  COMPARISONS,
  CONSENT_WORDS,
  DEVICE_FIELDS,
  DEVICE_TYPES,
  type DeviceField,
  isAnyOperator,
  LEDGER_OPERATORS,
  LIFECYCLES,
  NAMED_PLACES,
  OPERATORS,
  type Operand,
  PLAIN_MEASURES,
  PROPERTY_MEASURES,
  REFERENCE_OPERATORS,
  RESPONSES,
  SEGMENT_OPERATORS,
  TAG_OPERATORS,
  TIME_MEASURES,
  VALUE_MEASURES,
  VALUE_TYPES,
  type ValueType,
  WEEKDAYS,
} from "./language";

const TEST_KEYS = ["op", "value", "type", "ignore_case", "missing"];
const KEYS: Record<Exclude<LeafKind, "other">, readonly string[]> = {
  attribute: ["attribute", ...TEST_KEYS],
  property: ["property", ...TEST_KEYS],
  item: ["item", ...TEST_KEYS],
  event: ["event", "measure", "window", ...TEST_KEYS],
  sequence: ["sequence", "window"],
  lifecycle: ["lifecycle", "event", "period", "times", "in", "of"],
  compare: ["compare", "op", "window"],
  tag: ["tag", "op", "value"],
  segment: ["segment", "op", "window", "on", "causes"],
  response: ["response", "message", "campaign", "channel", "window"],
  device: ["device", ...TEST_KEYS],
  location: ["location", "at"],
  consent: ["consent", "channel", "op"],
  value_of: ["value_of", ...TEST_KEYS],
  rfm: ["rfm", "event", "value", "window"],
  score: ["score", "band", ...TEST_KEYS],
  sample: ["sample", "seed"],
};

const oneOf = (value: Json | undefined, words: readonly string[]) =>
  value === undefined || (typeof value === "string" && words.includes(value));
const textOrNone = (value: Json | undefined) => value === undefined || typeof value === "string";
const numberOrNone = (value: Json | undefined) => value === undefined || typeof value === "number";
const isScalar = (value: Json | undefined) => ["string", "number", "boolean"].includes(typeof value);
const isTexts = (value: Json | undefined) => Array.isArray(value) && value.every((item) => typeof item === "string");
const isDurationOrNone = (value: Json | undefined) =>
  value === undefined || (typeof value === "string" && /^\d*[mhdw]$/.test(value));
const hasOnly = (value: JsonObject, keys: readonly string[]) => Object.keys(value).every((key) => keys.includes(key));

/** Whether every part of a condition has a control. Parts that aren't chosen yet are no matter. */
export function isEditable(kind: LeafKind, body: JsonObject): boolean {
  if (kind === "other" || !hasOnly(body, KEYS[kind])) return false;
  switch (kind) {
    case "attribute":
    case "property":
    case "item":
      return textOrNone(body[kind]) && isEditableTest(body, VALUE_TYPES);
    case "event":
      return textOrNone(body.event) && isEditableMeasure(body) && isEditableWindow(body.window);
    case "sequence":
      return Array.isArray(body.sequence) && body.sequence.every(isEditableStep) && isEditableWindow(body.window);
    case "lifecycle":
      return (
        oneOf(body.lifecycle, LIFECYCLES) &&
        textOrNone(body.event) &&
        isDurationOrNone(body.period) &&
        [body.times, body.in, body.of].every(numberOrNone)
      );
    case "compare":
      return (
        Array.isArray(body.compare) &&
        body.compare.length === 2 &&
        body.compare.every((side) => isObject(side) && hasOnly(side, ["event"]) && textOrNone(side.event)) &&
        oneOf(body.op, COMPARISONS) &&
        isEditableWindow(body.window)
      );
    case "tag":
      return (
        (textOrNone(body.tag) || isTexts(body.tag)) && oneOf(body.op, TAG_OPERATORS) && isDurationOrNone(body.value)
      );
    case "segment":
      return (
        textOrNone(body.segment) &&
        oneOf(body.op, [...SEGMENT_OPERATORS, ...LEDGER_OPERATORS]) &&
        isEditableSpan(body.window) &&
        textOrNone(body.on) &&
        oneOf(body.causes, ["default", "all"])
      );
    case "response":
      return (
        oneOf(body.response, RESPONSES) &&
        textOrNone(body.message) &&
        textOrNone(body.campaign) &&
        oneOf(body.channel, CHANNELS) &&
        isEditableSpan(body.window)
      );
    case "device":
      if (isObject(body.device)) return Object.keys(body.device).length === 0 && Object.keys(body).length === 1;
      if (body.device === "reachable_on") return oneOf(body.op, ["is"]) && oneOf(body.value, CHANNELS);
      return oneOf(body.device, [...DEVICE_FIELDS, "count"]) && isEditableTest(body, deviceTypes(body));
    case "location":
      return isEditablePlace(body.location) && oneOf(body.at, ["last_known", "event"]);
    case "consent":
      return textOrNone(body.consent) && oneOf(body.channel, CHANNELS) && oneOf(body.op, CONSENT_WORDS);
    case "value_of":
      return textOrNone(body.value_of) && isEditableTest(body, VALUE_TYPES);
    case "rfm":
      return (
        isObject(body.rfm) &&
        hasOnly(body.rfm, CELLS) &&
        textOrNone(body.event) &&
        textOrNone(body.value) &&
        isEditableSpan(body.window)
      );
    case "score":
      return textOrNone(body.score) && textOrNone(body.band) && isEditableTest(body, ["number"]);
    case "sample":
      return numberOrNone(body.sample) && textOrNone(body.seed);
  }
}

/** Whether a condition's value is a tree of conditions on the items of a list. */
export function takesItems(body: JsonObject): boolean {
  return body.op === "any_item" || body.op === "all_items";
}

export function deviceTypes(body: JsonObject): readonly ValueType[] {
  return DEVICE_TYPES[body.device as DeviceField] ?? ["string"];
}

function isEditableStep(step: Json): boolean {
  return (
    isObject(step) &&
    hasOnly(step, ["event", "within", "absent", "same"]) &&
    textOrNone(step.event) &&
    isDurationOrNone(step.within) &&
    (step.absent === undefined || typeof step.absent === "boolean") &&
    (textOrNone(step.same) || isTexts(step.same))
  );
}

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
  if (body.value === undefined || known.some((type) => holds(OPERATORS[type][op]!, body.value!))) return true;
  return referenceOf(body.value) !== null && known.some((type) => REFERENCE_OPERATORS[type]?.includes(op));
}

/** The other value that stands at the right of a test; its name is "" until it is chosen. */
export type Reference = { kind: "attribute" | "property"; name: string; step: number | null };

export function referenceOf(value: Json | undefined): Reference | null {
  if (!isObject(value)) return null;
  const keys = Object.keys(value).sort().join(" ");
  if (keys === "attribute" && typeof value.attribute === "string") {
    return { kind: "attribute", name: value.attribute, step: null };
  }
  if (keys === "property" && typeof value.property === "string") {
    return { kind: "property", name: value.property, step: null };
  }
  if (keys === "name property_of" && typeof value.name === "string" && typeof value.property_of === "number") {
    return { kind: "property", name: value.name, step: value.property_of };
  }
  return null;
}

export function referenceJson({ kind, name, step }: Reference): JsonObject {
  if (kind === "attribute") return { attribute: name };
  return step === null ? { property: name } : { property_of: step, name };
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
      return isObject(value) && hasOnly(value, TEST_KEYS) && isEditableTest(value, ["number"]);
  }
}

function isEditableMeasure(body: JsonObject): boolean {
  const measure = body.measure;
  if (measure !== undefined && measureOf(body) === null) return false;
  return isEditableTest(body, measureTypes(measureOf(body)?.kind ?? "count"));
}

/** The types that a measure can have. */
export function measureTypes(kind: string): readonly ValueType[] {
  return VALUE_MEASURES.has(kind) ? VALUE_TYPES : [TIME_MEASURES.has(kind) ? "date" : "number"];
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

// --- windows -----------------------------------------------------------------------------------------------------

export const WINDOW_KINDS = ["always", "last", "calendar", "previous", "between", "dates"] as const;
export type WindowKind = (typeof WINDOW_KINDS)[number];

export const LIMITS = ["hours", "weekdays", "near"] as const;

/** A window in its two parts: the time it spans, and at which hours, on which days and where. */
export function windowParts(window: Json | undefined): { span: JsonObject | undefined; limits: JsonObject } {
  const entries = Object.entries(isObject(window) ? window : {});
  const isLimit = ([key]: [string, Json]) => (LIMITS as readonly string[]).includes(key);
  const limits = Object.fromEntries(entries.filter(isLimit));
  const span = Object.fromEntries(entries.filter((entry) => !isLimit(entry)));
  const none = window === undefined || (Object.keys(span).length === 0 && Object.keys(limits).length > 0);
  return { span: none ? undefined : span, limits };
}

/** Which kind of window it is, whatever its limits; null when there is no control for it. */
export function windowKind(window: Json | undefined): WindowKind | null {
  if (window === undefined) return "always";
  if (!isObject(window)) return null;
  const { span } = windowParts(window);
  if (span === undefined) return "always";
  const keys = Object.keys(span).sort().join(" ");
  const parts = (value: Json | undefined, units: RegExp) => typeof value === "string" && units.test(value);
  switch (keys) {
    case "last":
      return parts(span.last, /^\d*[mhdw]$/) ? "last" : null;
    case "calendar last":
      if (span.calendar === true) return parts(span.last, /^\d*(d|w|mo|q|y)$/) ? "calendar" : null;
      return span.calendar === false && parts(span.last, /^\d*[mhdw]$/) ? "last" : null;
    case "previous":
      return parts(span.previous, /^\d*(d|w|mo|q|y)$/) ? "previous" : null;
    case "between":
      return Array.isArray(span.between) &&
        span.between.length === 2 &&
        span.between.every((end) => parts(end, /^\d*[mhdw]$/))
        ? "between"
        : null;
    case "":
    case "from":
    case "to":
    case "from to":
      return Object.values(span).every((end) => typeof end === "string") ? "dates" : null;
    default:
      return null;
  }
}

const CLOCK = /^([01]?\d|2[0-4]):[0-5]\d$/;

function isEditableWindow(window: Json | undefined): boolean {
  if (windowKind(window) === null) return false;
  const { hours, weekdays, near } = windowParts(window).limits;
  return (
    (hours === undefined || (isTexts(hours) && (hours as string[]).length === 2)) &&
    (weekdays === undefined || (isTexts(weekdays) && (weekdays as string[]).every((day) => oneOf(day, WEEKDAYS)))) &&
    (near === undefined || isEditablePlace(near))
  );
}

function isEditableSpan(window: Json | undefined): boolean {
  return windowKind(window) !== null && Object.keys(windowParts(window).limits).length === 0;
}

export const isClock = (text: Json | undefined) => typeof text === "string" && CLOCK.test(text);

// --- places ------------------------------------------------------------------------------------------------------

export const PLACE_KINDS = ["within_km", "box", "inside", ...NAMED_PLACES] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** Which kind of place it is; null when there is no control for it. */
export function placeKind(place: Json | undefined): PlaceKind | null {
  if (!isObject(place)) return null;
  const keys = Object.keys(place).sort().join(" ");
  if (keys === "of within_km") return isNumbers(place.of, 2) && numberOrNull(place.within_km) ? "within_km" : null;
  if (keys === "box") return isNumbers(place.box, 4) ? "box" : null;
  if (keys === "inside") {
    return Array.isArray(place.inside) && place.inside.every((point) => isNumbers(point, 2)) ? "inside" : null;
  }
  const named = NAMED_PLACES.find((name) => name === keys);
  return named !== undefined && (typeof place[named] === "string" || isTexts(place[named])) ? named : null;
}

const numberOrNull = (value: Json | undefined) => value === null || typeof value === "number";
const isNumbers = (value: Json | undefined, count: number) =>
  Array.isArray(value) && value.length === count && value.every(numberOrNull);
const isEditablePlace = (place: Json | undefined) => place === undefined || placeKind(place) !== null;

// --- types -------------------------------------------------------------------------------------------------------

/** The types that know a test's operator and can hold its right side, likeliest first, as the server resolves them. */
export function possibleTypes(body: JsonObject, among: readonly ValueType[] = VALUE_TYPES): ValueType[] {
  const op = body.op;
  if (typeof body.type === "string") return [body.type as ValueType];
  if (typeof op !== "string" || isAnyOperator(op)) return [...among];
  const types = among.filter((type) => op in OPERATORS[type]);
  if (types.length <= 1) return types;
  if (body.ignore_case === true) return types.filter((type) => type === "string");
  if (referenceOf(body.value) !== null) return types.filter((type) => REFERENCE_OPERATORS[type]?.includes(op));
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
