/** Changes of one test: the operator with its right side, the name that it compares. */
import type { Json, JsonObject } from "./json";
import {
  isAnyOperator,
  NEGATIVE_OPERATORS,
  OPERATORS,
  type Operand,
  REFERENCE_OPERATORS,
  type ValueType,
} from "./language";
import { measureTypes, possibleTypes, referenceOf } from "./shapes";

const FIRST_OPERATOR: Record<ValueType, string> = {
  string: "is",
  number: "gte",
  boolean: "is_true",
  date: "in_last",
  version: "gte",
  list: "contains",
};

const FIRST_VALUE: Partial<Record<Operand, Json>> = {
  pair: [null, null],
  duration: "30d",
  days: "7d",
  percent: 10,
  test: { op: "gte", value: 1 },
};

const without = (body: JsonObject, ...keys: string[]): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key)));

/** The body with one part set, or taken away when it is undefined. */
export function withPart(body: JsonObject, key: string, value: Json | undefined): JsonObject {
  return value === undefined ? without(body, key) : { ...body, [key]: value };
}

/**
 * Another operator, as an operator of that type; what was typed at the right stays where it can. With `written`, the
 * type is written beside it, so that nothing is left to guess.
 */
export function withOperator(body: JsonObject, op: string, type: ValueType, written: boolean): JsonObject {
  const before = typeof body.op === "string" ? possibleTypes(body)[0] : undefined;
  const kept = without(body, "op", "value", "type", "ignore_case", "missing");
  if (isAnyOperator(op)) return { ...kept, op };
  const operand = OPERATORS[type][op]!;
  const value = carried(body, before, op, type, operand);
  return {
    ...kept,
    op,
    ...(value !== undefined && { value }),
    ...(written && { type }),
    ...(type === "string" && body.ignore_case === true && { ignore_case: true }),
    ...(NEGATIVE_OPERATORS.has(op) && body.missing === "exclude" && { missing: "exclude" }),
  };
}

function carried(
  body: JsonObject,
  before: ValueType | undefined,
  op: string,
  type: ValueType,
  operand: Operand,
): Json | undefined {
  const was = before && typeof body.op === "string" ? OPERATORS[before][body.op] : undefined;
  const value = body.value;
  if (referenceOf(value) !== null) return REFERENCE_OPERATORS[type]?.includes(String(op)) ? value : undefined;
  const alike = before === type || textual(before, type);
  if (value !== undefined && was !== undefined && (alike || was === "duration" || was === "days")) {
    if (was === operand || (was === "duration" && operand === "days" && /[dw]$/.test(String(value)))) return value;
    if (was === "days" && operand === "duration") return value;
    if (was === "scalar" && operand === "scalars") return value === "" ? [] : [value];
    if (was === "scalars" && operand === "scalar" && Array.isArray(value)) return value[0];
    if (was === "scalar" && operand === "pair") return [value, null];
    if (was === "pair" && operand === "scalar" && Array.isArray(value)) return value[0] ?? undefined;
  }
  return FIRST_VALUE[operand];
}

const textual = (a: ValueType | undefined, b: ValueType) =>
  (a === "list" && b === "string") || (a === "string" && b === "list");

/** Another attribute or property: the test stays when its type fits what the data holds there, else it begins anew. */
export function withName(body: JsonObject, key: string, name: string, seen: readonly ValueType[]): JsonObject {
  const named = { ...body, [key]: name };
  const types = possibleTypes(body);
  const fits =
    typeof body.op === "string" &&
    (seen.length === 0 || isAnyOperator(body.op) || types.some((type) => seen.includes(type)));
  if (fits) {
    // Values of another attribute are not values of this one.
    const operand = types[0] && typeof body.op === "string" ? OPERATORS[types[0]][body.op] : undefined;
    const stale =
      (operand === "scalar" || operand === "scalars") &&
      types[0] !== "number" &&
      body[key] !== undefined &&
      body[key] !== name;
    return stale ? without(named, "value") : named;
  }
  const type = seen[0] ?? "string";
  return withOperator(
    without(named, "op", "value", "type", "ignore_case", "missing"),
    FIRST_OPERATOR[type],
    type,
    true,
  );
}

/**
 * Another measure: numbers, times and values of a property compare differently, so the test begins anew between them.
 * `seen` are the types that the property has.
 */
export function withMeasure(
  body: JsonObject,
  kind: string,
  property: string | null,
  seen: readonly ValueType[] = [],
): JsonObject {
  const rest = without(body, "measure");
  const measured: JsonObject =
    kind === "count" ? rest : { ...rest, measure: property === null ? kind : { [kind]: property } };
  const types = measureTypes(kind);
  const alike = measureTypes(kindOf(body)).length === types.length && measureTypes(kindOf(body))[0] === types[0];
  if (alike && (kind === "count" || typeof body.op === "string")) return measured;
  const bare = without(measured, "op", "value", "type", "ignore_case", "missing");
  if (kind === "count") return bare;
  const type = types.length === 1 ? types[0]! : (seen[0] ?? "string");
  return withOperator(bare, FIRST_OPERATOR[type], type, types.length > 1);
}

function kindOf(body: JsonObject): string {
  const { measure = "count" } = body;
  return typeof measure === "object" && measure !== null ? (Object.keys(measure)[0] ?? "count") : String(measure);
}
