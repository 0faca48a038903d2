import { useTranslation } from "react-i18next";
import {
  type Gap,
  type Json,
  type JsonObject,
  lastDayOf,
  WINDOW_KINDS,
  type WindowKind,
  windowKind,
} from "@/rules/draft";
import { CALENDAR_UNITS, durationParts, isDay, shiftDay } from "@/rules/language";
import classes from "./builder.module.css";
import { Choice, DateField, DurationField, Word } from "./inputs";

type Props = {
  value: Json | undefined;
  onChange: (window: JsonObject | undefined, of?: string) => void;
  gap: Gap | null;
};

const FIRST: Record<WindowKind, JsonObject | undefined> = {
  always: undefined,
  last: { last: "30d" },
  calendar: { last: "1mo", calendar: true },
  previous: { previous: "1mo" },
  between: { between: ["90d", "30d"] },
  dates: {},
};

/** Which events count, by their time. */
export function WindowEditor({ value, onChange, gap }: Props) {
  const { t } = useTranslation("builder");
  const kind = windowKind(value) ?? "always";
  const window = (value ?? {}) as JsonObject;
  const error = gap === "window" || gap === "order";
  const type = (next: JsonObject) => onChange(next, "window");
  return (
    <span className={classes.together}>
      <Choice
        label={t("window.label")}
        value={kind}
        options={WINDOW_KINDS.map((name) => ({
          value: name,
          label: t(`window.${name}`),
          note: t(`window.note.${name}`),
        }))}
        onChange={(next) => onChange(startOf(next as WindowKind, kind, window))}
      />
      {kind === "last" && (
        <DurationField
          label={t("length")}
          value={String(window.last)}
          onChange={(last) => type({ ...window, last })}
          error={error}
        />
      )}
      {kind === "calendar" && (
        <DurationField
          label={t("length")}
          value={String(window.last)}
          onChange={(last) => type({ ...window, last })}
          units={CALENDAR_UNITS}
          calendar
          error={error}
        />
      )}
      {kind === "previous" && (
        <DurationField
          label={t("length")}
          value={String(window.previous)}
          onChange={(previous) => type({ previous })}
          units={CALENDAR_UNITS}
          error={error}
        />
      )}
      {kind === "between" && <Between ends={window.between as string[]} onChange={type} error={error} />}
      {kind === "dates" && <Dates window={window} onChange={type} error={error} />}
    </span>
  );
}

/** The new kind with the number that stood there, where both count. */
function startOf(next: WindowKind, before: WindowKind, window: JsonObject): JsonObject | undefined {
  const length = durationParts(before === "previous" ? window.previous : window.last);
  const plain = length && ["d", "w"].includes(length.unit) ? `${length.count ?? ""}${length.unit}` : null;
  if (plain !== null && next === "last") return { last: plain };
  if (plain !== null && next === "calendar") return { last: plain, calendar: true };
  if (plain !== null && next === "previous") return { previous: plain };
  return FIRST[next];
}

type PartProps = { onChange: (window: JsonObject) => void; error: boolean };

function Between({ ends, onChange, error }: PartProps & { ends: string[] }) {
  const { t } = useTranslation("builder");
  const [older = "d", newer = "d"] = ends;
  return (
    <>
      <DurationField
        label={t("window.older")}
        value={older}
        onChange={(next) => onChange({ between: [next, newer] })}
        error={error}
      />
      <Word>{t("and")}</Word>
      <DurationField
        label={t("window.newer")}
        value={newer}
        onChange={(next) => onChange({ between: [older, next] })}
        error={error}
      />
      <Word>{t("window.ago")}</Word>
    </>
  );
}

/** People name the last day that is in; the rule names the first that is out. */
function Dates({ window, onChange, error }: PartProps & { window: JsonObject }) {
  const { t } = useTranslation("builder");
  const from = typeof window.from === "string" ? window.from : "";
  const to = typeof window.to === "string" ? window.to : "";
  const set = (key: "from" | "to", text: string) => {
    const { [key]: _, ...rest } = window;
    onChange(text === "" ? rest : { ...rest, [key]: text });
  };
  return (
    <>
      <DateField label={t("window.fromDay")} value={from} onChange={(text) => set("from", text)} error={error} />
      <Word>{t("window.until")}</Word>
      <DateField
        label={t("window.toDay")}
        value={isDay(to) ? lastDayOf(to) : to}
        onChange={(text) => set("to", isDay(text) ? (shiftDay(text, 1) ?? text) : text)}
        error={error}
      />
    </>
  );
}
