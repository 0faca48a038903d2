import { Autocomplete, Button, Group, type OptionsFilter, Select, TagsInput, Text } from "@mantine/core";
import { ChevronDown, type LucideIcon } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { formatNumber } from "@/format";
import type { Json } from "@/rules/json";
import { DURATION_UNITS, durationParts, duration as joined } from "@/rules/language";
import classes from "./builder.module.css";
import { type Source, useValues, type Value } from "./catalog";
import { useStrict } from "./context";

const FONT = "500 13px 'Inter Variable', Inter, system-ui, sans-serif";
let pen: CanvasRenderingContext2D | null | undefined;

/** As wide as what it says, with room beside it, between bounds in pixels. */
export function widthOf(text: string, room = 40, least = 0, most = 300): number {
  pen ??= document.createElement("canvas").getContext?.("2d") ?? null;
  if (pen) pen.font = FONT;
  const width = pen ? pen.measureText(text).width : [...text].length * 7.2;
  return Math.ceil(Math.min(most, Math.max(least, width)) + room);
}

export type Option = { value: string; label: string; count?: number | null; note?: string; disabled?: boolean };
export type OptionGroup = { group: string; items: Option[] };

function OptionLine({ option }: { option: Option }) {
  return (
    <Group justify="space-between" wrap="nowrap" flex={1} gap="md" miw={0}>
      <Text size="sm" truncate title={option.label.length > 40 ? option.label : undefined}>
        <bdi>{option.label}</bdi>
      </Text>
      {(option.count != null || option.note) && (
        <Text size="xs" c="dimmed" className="tabular" style={{ flex: "none" }}>
          {option.note ?? formatNumber(option.count)}
        </Text>
      )}
    </Group>
  );
}

type ChoiceProps = {
  label: string;
  value: string | null;
  options: Option[] | OptionGroup[];
  onChange: (value: string) => void;
  placeholder?: string;
  searchable?: boolean;
  error?: boolean;
  /** Names of data may be missing from the options: what is chosen is shown all the same. */
  open?: boolean;
  className?: string;
  autoFocus?: boolean;
};

const isGrouped = (options: Option[] | OptionGroup[]): options is OptionGroup[] =>
  options.length > 0 && "group" in options[0]!;

/** A choice inside a sentence. */
export function Choice(props: ChoiceProps) {
  const { value, options, placeholder, open } = props;
  const flat = isGrouped(options) ? options.flatMap((group) => group.items) : options;
  const chosen = flat.find((option) => option.value === value);
  const lacking = value !== null && value !== "" && !chosen && open ? [{ value, label: inert(value) }] : [];
  const text = chosen?.label ?? lacking[0]?.label ?? "";
  const error = useStrict() && props.error === true;
  const shown = text || placeholder || "";
  return (
    <Light
      label={props.label}
      text={text}
      placeholder={placeholder}
      width={widthOf(shown)}
      error={error}
      chevron
      className={props.className}
    >
      {(wanted) => (
        <RealChoice
          {...props}
          error={error}
          wanted={wanted}
          shown={shown}
          data={isGrouped(options) ? options : [...lacking, ...options]}
        />
      )}
    </Light>
  );
}

type RealProps = ChoiceProps & { wanted: Wanted; shown: string; data: Option[] | OptionGroup[] };

function RealChoice({
  label,
  value,
  onChange,
  placeholder,
  searchable,
  error,
  className,
  wanted,
  shown,
  data,
}: RealProps) {
  const { t } = useTranslation("builder");
  const [search, setSearch] = useState("");
  return (
    <Select
      ref={useFirstFocus()}
      defaultDropdownOpened={wanted === "open"}
      aria-label={label}
      className={className}
      classNames={{ input: classes.input }}
      comboboxProps={{ width: "max-content", position: "bottom-start", shadow: "lg" }}
      w={widthOf(search.length > shown.length ? search : shown)}
      maw="100%"
      data={data}
      value={value === "" ? null : value}
      onChange={(next) => next !== null && onChange(next)}
      placeholder={placeholder}
      allowDeselect={false}
      rightSection={<ChevronDown size={14} className={classes.chevron} />}
      rightSectionWidth={26}
      rightSectionPointerEvents="none"
      searchable={searchable}
      onSearchChange={searchable ? setSearch : undefined}
      nothingFoundMessage={searchable ? t("nothingFound") : undefined}
      limit={200}
      maxDropdownHeight={320}
      error={error}
      title={shown.length > 36 ? shown : undefined}
      renderOption={({ option }) => <OptionLine option={option as Option} />}
      styles={{ dropdown: { minWidth: 180, maxWidth: "min(460px, 92vw)" } }}
    />
  );
}

/** Why the real input was asked for. */
type Wanted = "focus" | "open";

type LightProps = {
  label: string;
  text: string;
  placeholder?: string;
  width: number;
  error?: boolean;
  chevron?: boolean;
  className?: string;
  children: (wanted: Wanted) => ReactNode;
};

/**
 * Looks like an input with a list, until somebody clicks it or comes to it by keyboard: then the real one takes its
 * place. A rule may hold hundreds of them, and the real one takes longer to draw than all the rest of a condition.
 */
function Light({ label, text, placeholder, width, error = false, chevron = false, className, children }: LightProps) {
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const pressed = useRef(false);
  if (wanted) return children(wanted);
  return (
    <span className={`${classes.light} ${className ?? ""}`} style={{ width }}>
      <input
        className={`${classes.input} ${classes.plain}`}
        role="combobox"
        aria-haspopup="listbox"
        aria-expanded={false}
        aria-label={label}
        aria-invalid={error || undefined}
        readOnly
        value={text}
        placeholder={placeholder}
        title={text.length > 36 ? text : undefined}
        // A press ends on the same element that it began on, or the browser makes no click of it.
        onPointerDown={() => {
          pressed.current = true;
        }}
        onClick={() => setWanted("open")}
        onFocus={() => !pressed.current && setWanted("focus")}
      />
      {chevron && <ChevronDown size={14} className={classes.chevron} />}
    </span>
  );
}

/** Hands the keyboard on to the real input. */
function useFirstFocus() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return input;
}

type Labelled = { label: string; error?: boolean };

/** A number; undefined while there is none. */
export function NumberField({
  label,
  value,
  onChange,
  error,
  whole,
}: Labelled & { value: number | null | undefined; onChange: (value: number | undefined) => void; whole?: boolean }) {
  const [typed, setTyped] = useState(value == null ? "" : String(value));
  // Half a number, such as "1.", stays as it is typed; what comes from elsewhere replaces it.
  const text = numberOf(typed) === (value ?? undefined) ? typed : value == null ? "" : String(value);
  return (
    <input
      className={`${classes.input} ${classes.plain}`}
      style={{ width: widthOf(text, 24, 24, 150) }}
      aria-label={label}
      aria-invalid={(useStrict() && error) || undefined}
      inputMode={whole ? "numeric" : "decimal"}
      autoComplete="off"
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        if (!(whole ? /^\d*$/ : /^-?\d*[.,]?\d*$/).test(next)) return;
        setTyped(next);
        onChange(numberOf(next));
      }}
    />
  );
}

/** A decimal comma is understood. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(",", ".");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}

/** A day, or an exact instant where one was written. */
export function DateField({
  label,
  value,
  onChange,
  error,
}: Labelled & { value: string; onChange: (value: string) => void }) {
  const instant = value.includes("T");
  return (
    <input
      className={`${classes.input} ${classes.plain}`}
      style={{ width: instant ? widthOf(value, 28, 120, 260) : 142 }}
      aria-label={label}
      aria-invalid={(useStrict() && error) || undefined}
      type={instant ? "text" : "date"}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A number with its unit of time. */
export function DurationField({
  label,
  value,
  onChange,
  units = DURATION_UNITS,
  calendar = false,
  error,
}: Labelled & { value: string; onChange: (value: string) => void; units?: readonly string[]; calendar?: boolean }) {
  const { t } = useTranslation("builder");
  const parts = durationParts(value) ?? { count: null, unit: units[0]! };
  const words = units.map((unit) => ({
    value: unit,
    label: t(calendar ? `calendarUnit.${unit}` : `unit.${unit}`, { count: parts.count ?? 2 }),
  }));
  return (
    <span className={classes.together}>
      <NumberField
        label={label}
        value={parts.count}
        onChange={(count) => onChange(joined(count ?? null, parts.unit))}
        whole
        error={useStrict() && error}
      />
      <Choice
        label={t("unitOf", { what: label })}
        value={parts.unit}
        options={words}
        onChange={(unit) => onChange(joined(parts.count, unit))}
      />
    </span>
  );
}

const everything: OptionsFilter = ({ options }) => options;

type ValueProps = Labelled & { source: Source | undefined; numbers?: boolean };

/** The values to offer for a text, by their text. */
function useSuggestions(source: Source | undefined, text: string, open: boolean, numbers: boolean | undefined) {
  const { data } = useValues(source, text, open);
  return useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const own: readonly { value: Value["value"]; count?: number }[] =
      source && "values" in source
        ? source.values.filter(({ value }) => value.toLowerCase().includes(wanted))
        : (data ?? []);
    const fitting = own.filter(({ value }) => (numbers ? typeof value === "number" : typeof value !== "boolean"));
    return new Map(fitting.map((row) => [String(row.value), row]));
  }, [data, numbers, source, text]);
}

function ValueLine({ value, count }: { value: string; count: number | undefined }) {
  const { t } = useTranslation("builder");
  return <OptionLine option={{ value, label: value === "" ? t("emptyText") : inert(value), count }} />;
}

type TextProps = ValueProps & { value: Json | undefined; onChange: (value: Json) => void };

/** One text, with the values that the data has. */
export function TextValue(props: TextProps) {
  const { t } = useTranslation("builder");
  const text = props.value === undefined || props.value === null ? "" : String(props.value);
  const error = useStrict() && props.error === true;
  return (
    <Light label={props.label} text={text} placeholder={t("value")} width={widthOf(text, 28, 92, 320)} error={error}>
      {(wanted) => <RealText {...props} error={error} wanted={wanted} text={text} />}
    </Light>
  );
}

function RealText({
  label,
  value,
  onChange,
  source,
  error,
  wanted,
  text,
}: TextProps & { wanted: Wanted; text: string }) {
  const { t } = useTranslation("builder");
  const [open, setOpen] = useState(false);
  const found = useSuggestions(source, text, open, false);
  return (
    <Autocomplete
      ref={useFirstFocus()}
      defaultDropdownOpened={wanted === "open"}
      aria-label={label}
      classNames={{ input: classes.input }}
      w={widthOf(text, 28, 92, 320)}
      maw="100%"
      value={text}
      placeholder={t("value")}
      onChange={(next) => {
        const known = found.get(next)?.value;
        onChange(typeof known === "number" && typeof value === "number" ? known : next);
      }}
      data={[...found.keys()]}
      filter={everything}
      limit={50}
      maxDropdownHeight={280}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      comboboxProps={{ width: "max-content", position: "bottom-start", shadow: "lg" }}
      styles={{ dropdown: { minWidth: 200, maxWidth: "min(420px, 92vw)" } }}
      renderOption={({ option }) => <ValueLine value={option.value} count={found.get(option.value)?.count} />}
      error={error}
      autoComplete="off"
    />
  );
}

/** Several values. */
export function ListValue({
  label,
  value,
  onChange,
  source,
  numbers,
  error,
}: ValueProps & { value: Json[]; onChange: (value: Json[]) => void }) {
  const { t } = useTranslation("builder");
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const found = useSuggestions(source, text, open, numbers);
  const texts = value.map(String);
  const read = (item: string): Json | undefined => {
    const before = value[texts.indexOf(item)];
    if (before !== undefined) return before;
    if (!numbers) return found.get(item)?.value ?? item;
    const number = Number(item);
    return item.trim() !== "" && Number.isFinite(number) ? number : undefined;
  };
  return (
    <TagsInput
      aria-label={label}
      classNames={{ input: classes.tags, pill: classes.pill, inputField: classes.tagsField }}
      w={widthOf(texts.join(" "), 70 + texts.length * 34, 110, 300)}
      maw="100%"
      value={texts}
      onChange={(items) => onChange(items.map(read).filter((item) => item !== undefined))}
      searchValue={text}
      onSearchChange={setText}
      data={[...found.keys()].filter((item) => item !== "")}
      filter={everything}
      limit={50}
      maxTags={10_000}
      maxDropdownHeight={280}
      splitChars={numbers ? [",", ";", " ", "\n", "\t"] : [",", ";", "\n", "\t"]}
      acceptValueOnBlur
      placeholder={value.length === 0 ? t("values") : undefined}
      onFocus={() => setOpen(true)}
      onBlur={() => setOpen(false)}
      comboboxProps={{ position: "bottom-start", shadow: "lg" }}
      renderOption={({ option }) => <ValueLine value={option.value} count={found.get(option.value)?.count} />}
      error={useStrict() && error}
    />
  );
}

type QuietProps = { icon: LucideIcon; onClick: () => void; children: ReactNode };

/** A button that adds something, and doesn't ask for attention. */
export function QuietButton({ icon: Icon, onClick, children }: QuietProps) {
  return (
    <Button
      className={classes.quiet}
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={<Icon size={14} />}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

/** A word between the inputs. */
export function Word({ children }: { children: ReactNode }) {
  return <span className={classes.word}>{children}</span>;
}
