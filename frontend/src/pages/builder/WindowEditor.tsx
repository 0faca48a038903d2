import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { CalendarClock, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Gap, lastDayOf } from "@/rules/gaps";
import type { Json, JsonObject } from "@/rules/json";
import { CALENDAR_UNITS, durationParts, isDay, shiftDay, WEEKDAYS } from "@/rules/language";
import { isClock, LIMITS, WINDOW_KINDS, type WindowKind, windowKind, windowParts } from "@/rules/shapes";
import classes from "./builder.module.css";
import { useEditing } from "./context";
import { Choice, DateField, DurationField, Word } from "./inputs";
import { PlaceEditor } from "./PlaceEditor";
import { weekdays } from "./TestEditor";

type Props = {
  value: Json | undefined;
  onChange: (window: JsonObject | undefined, of?: string) => void;
  gap: Gap | null;
  /** Whether hours, days of the week and a place can be asked for too. */
  limited?: boolean;
};

const FIRST: Record<WindowKind, JsonObject | undefined> = {
  always: undefined,
  last: { last: "30d" },
  calendar: { last: "1mo", calendar: true },
  previous: { previous: "1mo" },
  between: { between: ["90d", "30d"] },
  dates: { from: "" },
};

/** Which events count, by their time, and by the hour, the day and the place where that is asked. */
export function WindowEditor({ value, onChange, gap, limited = false }: Props) {
  const { t } = useTranslation("builder");
  const kind = windowKind(value) ?? "always";
  const { span: window = {}, limits } = windowParts(value);
  const error = gap === "window" || gap === "order";
  const join = (span: JsonObject | undefined, more: JsonObject, of?: string) => {
    const whole = { ...span, ...more };
    onChange(span === undefined && Object.keys(more).length === 0 ? undefined : whole, of);
  };
  const type = (next: JsonObject) => join(next, limits, "window");
  const span = kind === "always" ? undefined : window;
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
        onChange={(next) => join(startOf(next as WindowKind, kind, window), limits)}
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
      {(limited || Object.keys(limits).length > 0) && (
        <Limits limits={limits} onChange={(next, of) => join(span, next, of)} error={error} />
      )}
    </span>
  );
}

type LimitsProps = { limits: JsonObject; onChange: (limits: JsonObject, of?: string) => void; error: boolean };

const FIRST_LIMIT: Record<(typeof LIMITS)[number], Json> = {
  hours: ["09:00", "18:00"],
  weekdays: ["sat", "sun"],
  near: { within_km: 10, of: [null, null] },
};

/** At which hours, on which days of the week and where. */
function Limits({ limits, onChange, error }: LimitsProps) {
  const { t } = useTranslation("builder");
  const { readOnly } = useEditing();
  const left = LIMITS.filter((name) => limits[name] === undefined);
  const drop = (name: string) => (
    <ActionIcon
      size="sm"
      aria-label={t("limit.remove", { what: t(`limit.${name}`) })}
      title={t("limit.remove", { what: t(`limit.${name}`) })}
      onClick={() => onChange(Object.fromEntries(Object.entries(limits).filter(([key]) => key !== name)))}
    >
      <X size={14} />
    </ActionIcon>
  );
  const hours = Array.isArray(limits.hours) ? limits.hours.map(String) : null;
  const days = Array.isArray(limits.weekdays) ? limits.weekdays.map(String) : null;
  return (
    <>
      {hours && (
        <span className={classes.together}>
          <Word>{t("limit.during")}</Word>
          {[0, 1].map((end) => (
            <span key={end} className={classes.together}>
              {end === 1 && <Word>{t("limit.until")}</Word>}
              <input
                className={`${classes.input} ${classes.plain}`}
                style={{ width: 68 }}
                aria-label={t(end === 0 ? "limit.fromHour" : "limit.toHour")}
                aria-invalid={(error && !isClock(hours[end])) || undefined}
                placeholder="18:00"
                value={hours[end]}
                maxLength={5}
                onChange={(event) =>
                  onChange({ ...limits, hours: hours.with(end, event.currentTarget.value) }, "hours")
                }
              />
            </span>
          ))}
          {drop("hours")}
        </span>
      )}
      {days && (
        <span className={classes.together}>
          <Word>{t("limit.on")}</Word>
          {/* biome-ignore lint/a11y/useSemanticElements: seven buttons inside a sentence */}
          <span className={classes.chips} role="group" aria-label={t("limit.weekdays")}>
            {weekdays("short").map(({ value, label }) => (
              <UnstyledButton
                key={value}
                className={classes.chip}
                aria-pressed={days.includes(value)}
                onClick={() => {
                  const next = WEEKDAYS.filter((day) => (day === value ? !days.includes(day) : days.includes(day)));
                  onChange({ ...limits, weekdays: next });
                }}
              >
                {label}
              </UnstyledButton>
            ))}
          </span>
          {drop("weekdays")}
        </span>
      )}
      {limits.near !== undefined && (
        <span className={classes.together}>
          <Word>{t("limit.at")}</Word>
          <PlaceEditor value={limits.near} onChange={(near, of) => onChange({ ...limits, near }, of)} error={error} />
          {drop("near")}
        </span>
      )}
      {left.length > 0 && !readOnly && (
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("limit.add")} title={t("limit.add")}>
              <CalendarClock size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {left.map((name) => (
              <Menu.Item key={name} onClick={() => onChange({ ...limits, [name]: FIRST_LIMIT[name] })}>
                {t(`limit.${name}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
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
