/** What is yet to be chosen in a condition. */
import type { Leaf } from "./draft";
import { isObject, type Json, type JsonObject } from "./json";
import {
  isAnyOperator,
  isDay,
  minutesOf,
  NEVER_EMPTY,
  OPERATORS,
  shiftDay,
  VALUE_TYPES,
  type ValueType,
  WEEKDAYS,
} from "./language";
import {
  deviceTypes,
  isClock,
  measureOf,
  measureTypes,
  placeKind,
  possibleTypes,
  referenceOf,
  takesItems,
  windowKind,
  windowParts,
} from "./shapes";

export type Gap =
  | "name"
  | "property"
  | "op"
  | "value"
  | "order"
  | "window"
  | "tags"
  | "segment"
  | "items"
  | "steps"
  | "place"
  | "purpose"
  | "cells"
  | "measure"
  | "score"
  | "times";

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
    case "sequence":
      return sequenceGap(body);
    case "lifecycle":
      return lifecycleGap(body);
    case "compare":
      if (!(body.compare as JsonObject[]).every((side) => side.event)) return "name";
      return windowGap(body.window);
    case "tag":
      if (body.tag === undefined || body.tag === "" || (Array.isArray(body.tag) && body.tag.length === 0))
        return "tags";
      if (body.op === undefined) return "op";
      return body.op === "tagged_within" && !minutesOf(body.value) ? "value" : null;
    case "segment":
      return segmentGap(body);
    case "response":
      if (body.response === undefined) return "op";
      if (body.message === "" || body.campaign === "") return "value";
      return windowGap(body.window);
    case "device":
      if (isObject(body.device)) return leaf.trees?.["device.where"]?.children.length ? null : "items";
      if (body.device === "reachable_on") return body.value ? null : "value";
      return body.device ? testGap(leaf, deviceTypes(body)) : "name";
    case "location":
      return placeGap(body.location);
    case "consent":
      return body.consent ? (body.op === undefined ? "op" : null) : "purpose";
    case "value_of":
      return body.value_of ? testGap(leaf) : "measure";
    case "rfm":
      return Object.keys(body.rfm as JsonObject).length > 0 ? windowGap(body.window) : "cells";
    case "score":
      if (!body.score) return "score";
      if (body.band !== undefined) return body.band === "" ? "value" : null;
      return testGap(leaf, ["number"]);
    case "sample":
      return typeof body.sample === "number" && body.sample > 0 && body.sample <= 100 && body.seed ? null : "value";
  }
}

function eventGap(leaf: Leaf): Gap | null {
  const { body } = leaf;
  if (!body.event) return "name";
  const measure = measureOf(body);
  if (measure?.property === "") return "property";
  const plainCount = measure?.kind === "count" && body.op === undefined && body.value === undefined;
  if (!plainCount) {
    const gap = testGap(leaf, measureTypes(measure?.kind ?? "count"));
    if (gap !== null) return gap;
  }
  return windowGap(body.window);
}

function sequenceGap(body: JsonObject): Gap | null {
  const steps = body.sequence as JsonObject[];
  if (steps.length < 2) return "steps";
  if (!steps.every((step) => step.event)) return "name";
  if (steps.some((step) => Array.isArray(step.same) && step.same.length === 0)) return "property";
  if (!steps.every((step) => step.within === undefined || minutesOf(step.within))) return "value";
  return windowGap(body.window);
}

function lifecycleGap(body: JsonObject): Gap | null {
  if (!body.event) return "name";
  if (!minutesOf(body.period)) return "value";
  const { in: atLeast = 1, of = 1, times = 1 } = body;
  if (body.lifecycle !== "regularly") return null;
  const whole = [atLeast, of, times].every((number) => typeof number === "number" && number >= 1);
  return whole && Number(atLeast) <= Number(of) && Number(of) <= 100 ? null : "times";
}

function segmentGap(body: JsonObject): Gap | null {
  if (!body.segment) return "segment";
  if (body.op === undefined) return "op";
  if (body.op === "was_in") return isDay(body.on) || String(body.on ?? "").includes("T") ? null : "value";
  return windowGap(body.window);
}

/** The first thing that a place lacks. */
export function placeGap(place: Json | undefined): Gap | null {
  const kind = placeKind(place);
  if (kind === null || !isObject(place)) return "place";
  const within = (value: Json | undefined, most: number) => typeof value === "number" && Math.abs(value) <= most;
  const isPoint = (point: Json | undefined) => Array.isArray(point) && within(point[0], 90) && within(point[1], 180);
  switch (kind) {
    case "within_km":
      return typeof place.within_km === "number" && place.within_km > 0 && isPoint(place.of) ? null : "place";
    case "box": {
      const [south, west, north, east] = place.box as Json[];
      return isPoint([south!, west!]) && isPoint([north!, east!]) && Number(south) <= Number(north) ? null : "place";
    }
    case "inside":
      return (place.inside as Json[]).length >= 3 && (place.inside as Json[]).every(isPoint) ? null : "place";
    default: {
      const names = Array.isArray(place[kind]) ? place[kind] : [place[kind]!];
      return names.length > 0 && names.every((name) => name !== "") ? null : "place";
    }
  }
}

function testGap(leaf: Leaf, among: readonly ValueType[] = VALUE_TYPES): Gap | null {
  const { body } = leaf;
  if (typeof body.op !== "string") return "op";
  if (takesItems(body)) return leaf.trees?.value?.children.length ? null : "items";
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
  const reference = referenceOf(value);
  if (reference !== null) return reference.name === "" ? "value" : null;
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
      return (WEEKDAYS as readonly Json[]).includes(value) ? null : "value";
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
  const { span, limits } = windowParts(window);
  return spanGap(span) ?? limitsGap(limits);
}

function limitsGap({ hours, weekdays, near }: JsonObject): Gap | null {
  if (hours !== undefined && !((hours as Json[]).every(isClock) && (hours as Json[])[0] !== (hours as Json[])[1])) {
    return "window";
  }
  if (weekdays !== undefined && (weekdays as Json[]).length === 0) return "window";
  return near === undefined ? null : placeGap(near);
}

function spanGap(window: JsonObject | undefined): Gap | null {
  const kind = windowKind(window);
  if (kind === "always" || kind === null || window === undefined) return null;
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
