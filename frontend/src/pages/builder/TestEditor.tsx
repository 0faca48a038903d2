import { ActionIcon } from "@mantine/core";
import { CaseSensitive, Equal, FileInput } from "lucide-react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { currentLanguage } from "@/i18n";
import type { Gap } from "@/rules/gaps";
import type { Json, JsonObject } from "@/rules/json";
import {
  ANY_OPERATORS,
  isAnyOperator,
  NEGATIVE_OPERATORS,
  type Operand,
  operandOf,
  operatorsOf,
  REFERENCE_OPERATORS,
  type ValueType,
  WEEKDAYS,
} from "@/rules/language";
import { type Reference, referenceJson, referenceOf, typeOf } from "@/rules/shapes";
import { withOperator, withPart } from "@/rules/tests";
import type { Field, Source } from "./catalog";
import { fieldOptions } from "./fields";
import { Choice, DateField, DurationField, ListValue, NumberField, type OptionGroup, TextValue, Word } from "./inputs";

/** Other values of the data that the right side may be: attributes, or properties of this event or of an earlier step. */
export type Other = { kind: "attribute" | "property"; step: number | null; fields: readonly Field[] };

type Props = {
  body: JsonObject;
  onChange: (body: JsonObject, of?: string) => void;
  /** The types that the data has there, likeliest first. */
  seen: readonly ValueType[];
  /** The types that the comparison can have, when not all. */
  among?: readonly ValueType[];
  ranks?: boolean;
  /** Whether the type is written beside the operator. */
  typed?: boolean;
  /** Whether a value can be missing, so that negative operators know a difference. */
  canLack?: boolean;
  source?: Source;
  gap: Gap | null;
  /** Words of a count instead of those of a number. */
  counting?: boolean;
  others?: readonly Other[];
};

/** An operator with its right side. */
export function TestEditor(props: Props) {
  const {
    body,
    onChange,
    seen,
    among,
    ranks = false,
    typed = true,
    canLack = true,
    source,
    gap,
    counting,
    others = [],
  } = props;
  const { t } = useTranslation("builder");
  const type = typeOf(body, seen, among);
  const op = typeof body.op === "string" ? body.op : null;
  const operand = op === null ? undefined : operandOf(op, type);
  const setValue = (value: Json | undefined) => onChange(withPart(body, "value", value), "value");
  const chosen = op === null ? null : isAnyOperator(op) ? op : `${type}:${op}`;
  const negative = op !== null && NEGATIVE_OPERATORS.has(op);
  const reference = referenceOf(body.value);
  const mayRefer = op !== null && others.length > 0 && REFERENCE_OPERATORS[type]?.includes(op);
  const refer = () =>
    onChange(
      reference
        ? withPart(body, "value", undefined)
        : { ...body, value: referenceJson({ ...others[0]!, name: "" }), ...(typed && { type }) },
    );
  return (
    <>
      <Choice
        label={t("operator")}
        value={chosen}
        options={useOperators(type, seen, among, ranks, canLack, counting)}
        onChange={(choice) => {
          const [kind, name] = choice.includes(":") ? (choice.split(":") as [ValueType, string]) : [type, choice];
          onChange(withOperator(body, name, kind, typed));
        }}
        placeholder={t("chooseOperator")}
        error={gap === "op"}
      />
      {reference && (
        <ReferenceChoice
          value={reference}
          others={others}
          onChange={(next) => setValue(referenceJson(next))}
          error={gap === "value"}
        />
      )}
      {!reference && operand && operand !== "none" && operand !== "tree" && (
        <RightSide operand={operand} type={type} body={body} setValue={setValue} source={source} gap={gap} />
      )}
      {mayRefer && (
        <ActionIcon
          title={t(reference ? "compareValue" : "compareOther")}
          aria-label={t(reference ? "compareValue" : "compareOther")}
          variant={reference ? "light" : "subtle"}
          color={reference ? "accent" : "gray"}
          onClick={refer}
        >
          {reference ? <Equal size={16} /> : <FileInput size={16} />}
        </ActionIcon>
      )}
      {type === "string" && operand !== undefined && operand !== "none" && !isAnyOperator(op) && (
        <ActionIcon
          title={t(body.ignore_case === true ? "anyCase" : "sameCase")}
          variant={body.ignore_case === true ? "light" : "subtle"}
          color={body.ignore_case === true ? "accent" : "gray"}
          aria-label={t("ignoreCase")}
          aria-pressed={body.ignore_case === true}
          onClick={() => onChange(withPart(body, "ignore_case", body.ignore_case === true ? undefined : true))}
        >
          <CaseSensitive size={18} />
        </ActionIcon>
      )}
      {negative && canLack && (
        <Choice
          label={t("missingValues")}
          value={body.missing === "exclude" ? "exclude" : "include"}
          options={[
            { value: "include", label: t("missing.include") },
            { value: "exclude", label: t("missing.exclude") },
          ]}
          onChange={(choice) => onChange(withPart(body, "missing", choice === "exclude" ? choice : undefined))}
        />
      )}
    </>
  );
}

type ReferenceProps = {
  value: Reference;
  others: readonly Other[];
  onChange: (value: Reference) => void;
  error: boolean;
};

/** Which other value stands at the right. */
function ReferenceChoice({ value, others, onChange, error }: ReferenceProps) {
  const { t } = useTranslation("builder");
  const keyOf = (step: number | null, name: string) => `${step ?? ""}:${name}`;
  const groups = others.map(({ kind, step, fields }) => ({
    group: step === null ? t(`other.${kind}`) : t("other.step", { number: step }),
    items: fieldOptions(fields).map((option) => ({
      ...option,
      value: keyOf(step, option.value),
      label: step === null ? option.label : t("other.ofStep", { name: option.label, number: step }),
    })),
  }));
  const known = groups.some(({ items }) => items.some((item) => item.value === keyOf(value.step, value.name)));
  const own = { value: keyOf(value.step, value.name), label: inert(value.name) };
  return (
    <Choice
      label={t("other.label")}
      value={value.name === "" ? "" : keyOf(value.step, value.name)}
      options={known || value.name === "" ? groups : [{ group: t(`other.${value.kind}`), items: [own] }, ...groups]}
      onChange={(next) => {
        const [step, ...name] = next.split(":");
        onChange({ kind: value.kind, step: step === "" ? null : Number(step), name: name.join(":") });
      }}
      placeholder={t(value.kind === "attribute" ? "chooseAttribute" : "chooseProperty")}
      searchable
      error={error}
    />
  );
}

/** The operators that may be chosen, by type: those of the data first. */
function useOperators(
  type: ValueType,
  seen: readonly ValueType[],
  among: readonly ValueType[] | undefined,
  ranks: boolean,
  canLack: boolean,
  counting: boolean | undefined,
): OptionGroup[] {
  const { t } = useTranslation("builder");
  const likely = seen.length > 0 ? seen : (["string", "number", "boolean", "date", "version", "list"] as const);
  const types = [...new Set([...(among ? [] : likely), ...(among ?? []), type])].sort(
    (a, b) => Number(b === type) - Number(a === type),
  );
  const groups = types.map((kind) => ({
    group: types.length > 1 || canLack ? t(`type.${kind}`) : "",
    items: operatorsOf(kind, ranks)
      .filter((op) => !isAnyOperator(op))
      .map((op) => ({ value: `${kind}:${op}`, label: operatorWord(t, op, kind, counting) })),
  }));
  if (!canLack) return groups;
  return [...groups, { group: t("type.any"), items: ANY_OPERATORS.map((op) => ({ value: op, label: t(`op.${op}`) })) }];
}

function operatorWord(t: (key: string) => string, op: string, type: ValueType, counting: boolean | undefined): string {
  if (counting) return t(`countOp.${op}`);
  return t(type === "version" ? `versionOp.${op}` : `op.${op}`);
}

type OperandProps = {
  operand: Operand;
  type: ValueType;
  body: JsonObject;
  setValue: (value: Json | undefined) => void;
  source: Source | undefined;
  gap: Gap | null;
};

function RightSide({ operand, type, body, setValue, source, gap }: OperandProps) {
  const { t } = useTranslation("builder");
  const value = body.value;
  const error = gap === "value" || gap === "order";
  switch (operand) {
    case "scalar":
      return <Scalar type={type} value={value} setValue={setValue} source={source} error={error} label={t("value")} />;
    case "scalars":
      return (
        <ListValue
          label={t("values")}
          value={Array.isArray(value) ? value : []}
          onChange={setValue}
          source={source}
          numbers={type === "number"}
          error={error}
        />
      );
    case "pair": {
      const [low = null, high = null] = Array.isArray(value) ? value : [];
      const end = (next: Json | undefined) => (next === undefined || next === "" ? null : next);
      return (
        <>
          <Scalar
            type={type}
            value={low}
            setValue={(next) => setValue([end(next), high])}
            source={undefined}
            error={error}
            label={t("from")}
          />
          <Word>{t("and")}</Word>
          <Scalar
            type={type}
            value={high}
            setValue={(next) => setValue([low, end(next)])}
            source={undefined}
            error={error}
            label={t("to")}
          />
        </>
      );
    }
    case "duration":
      return <DurationField label={t("length")} value={String(value ?? "d")} onChange={setValue} error={error} />;
    case "days":
      return (
        <DurationField
          label={t("length")}
          value={String(value ?? "d")}
          onChange={setValue}
          units={["d", "w"]}
          error={error}
        />
      );
    case "percent":
      return (
        <>
          <NumberField
            label={t("share")}
            value={typeof value === "number" ? value : null}
            onChange={setValue}
            error={error}
          />
          <Word>%</Word>
        </>
      );
    case "month":
      return (
        <Choice
          label={t("month")}
          value={value === undefined ? null : String(value)}
          options={months()}
          onChange={(choice) => setValue(Number(choice))}
          placeholder={t("month")}
          error={error}
        />
      );
    case "weekday":
      return (
        <Choice
          label={t("weekday")}
          value={value === undefined ? null : String(value)}
          options={weekdays()}
          onChange={setValue}
          placeholder={t("weekday")}
          error={error}
        />
      );
    case "test": {
      const inner = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
      return (
        <>
          <TestEditor
            body={inner}
            onChange={setValue}
            seen={["number"]}
            among={["number"]}
            typed={false}
            canLack={false}
            gap={gap}
            counting
          />
          <Word>{t("items", { count: typeof inner.value === "number" ? inner.value : 2 })}</Word>
        </>
      );
    }
    default:
      return null;
  }
}

type ScalarProps = {
  type: ValueType;
  value: Json | undefined;
  setValue: (value: Json | undefined) => void;
  source: Source | undefined;
  error: boolean;
  label: string;
};

function Scalar({ type, value, setValue, source, error, label }: ScalarProps) {
  if (type === "number") {
    return (
      <NumberField label={label} value={typeof value === "number" ? value : null} onChange={setValue} error={error} />
    );
  }
  if (type === "date") {
    return <DateField label={label} value={typeof value === "string" ? value : ""} onChange={setValue} error={error} />;
  }
  return <TextValue label={label} value={value} onChange={setValue} source={source} error={error} />;
}

function months() {
  const format = new Intl.DateTimeFormat(currentLanguage(), { month: "long", timeZone: "UTC" });
  return Array.from({ length: 12 }, (_, i) => ({ value: String(i + 1), label: format.format(Date.UTC(2026, i, 1)) }));
}

export function weekdays(width: "long" | "short" = "long") {
  const format = new Intl.DateTimeFormat(currentLanguage(), { weekday: width, timeZone: "UTC" });
  // 5 January 2026 is a Monday.
  return WEEKDAYS.map((value, i) => ({ value, label: format.format(Date.UTC(2026, 0, 5 + i)) }));
}
