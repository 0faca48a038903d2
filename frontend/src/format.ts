import { currentLanguage } from "./i18n";

/** Where a number or time is missing. */
export const NONE = "–";

let zone: string | undefined;

/** Sets the zone in which times are shown: the workspace's. */
export function setZone(name: string | undefined) {
  try {
    zone = name && Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    zone = undefined; // a zone that this browser doesn't know
  }
}

// Making a formatter is slow, and there are thousands of cells.
const made = new Map<string, unknown>();

function once<T>(kind: string, options: object, make: (language: string) => T): T {
  const language = currentLanguage();
  const key = `${kind} ${language} ${zone} ${JSON.stringify(options)}`;
  const found = made.get(key);
  if (found !== undefined) return found as T;
  const fresh = make(language);
  made.set(key, fresh);
  return fresh;
}

const numbers = (options: Intl.NumberFormatOptions) =>
  once("number", options, (language) => new Intl.NumberFormat(language, options));

const times = (options: Intl.DateTimeFormatOptions, inZone = true) =>
  once(
    `time ${inZone}`,
    options,
    (language) => new Intl.DateTimeFormat(language, { ...options, timeZone: inZone ? zone : "UTC" }),
  );

type Missing = null | undefined;

/** 18,204 */
export function formatNumber(value: number | Missing, digits = 0): string {
  return value == null ? NONE : numbers({ maximumFractionDigits: digits }).format(value);
}

/** 18K, 1.2M: for axes and narrow places. */
export function formatCompact(value: number | Missing): string {
  return value == null ? NONE : numbers({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** A fraction as percent: 0.071 is 7.1%. What is more than nothing never shows as 0. */
export function formatPercent(fraction: number | Missing, digits = 1): string {
  if (fraction == null) return NONE;
  const least = 10 ** -(digits + 2);
  if (fraction > 0 && fraction < least / 2)
    return `<${numbers({ style: "percent", maximumFractionDigits: digits }).format(least)}`;
  return numbers({ style: "percent", maximumFractionDigits: digits }).format(fraction);
}

/** A fraction as a change: +3.7%, −9.5%. */
export function formatChange(fraction: number | Missing, digits = 1): string {
  if (fraction == null) return NONE;
  return numbers({ style: "percent", maximumFractionDigits: digits, signDisplay: "exceptZero" })
    .format(fraction)
    .replace("-", "−");
}

/** €128.40; without a currency a plain amount. */
export function formatMoney(value: number | Missing, currency?: string | null): string {
  if (value == null) return NONE;
  if (currency && /^[A-Z]{3}$/i.test(currency)) {
    return numbers({ style: "currency", currency: currency.toUpperCase(), currencyDisplay: "narrowSymbol" }).format(
      value,
    );
  }
  return numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

/** +1,204 or −310 */
export function formatSigned(value: number | Missing): string {
  return value == null ? NONE : numbers({ signDisplay: "exceptZero" }).format(value).replace("-", "−");
}

function dateOf(value: string | number | Date): Date | null {
  const date = value instanceof Date ? value : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** A day without a time ("2026-03-08") is that day everywhere; an instant is shown in the workspace's zone. */
const isDay = (value: unknown) => typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value);

/** 3 June 2026 */
export function formatDate(
  value: string | number | Date | Missing,
  style: "long" | "medium" | "short" = "medium",
): string {
  const date = value == null ? null : dateOf(value);
  if (!date) return NONE;
  const options: Intl.DateTimeFormatOptions =
    style === "short"
      ? { day: "numeric", month: "short" }
      : { day: "numeric", month: style === "long" ? "long" : "short", year: "numeric" };
  return times(options, !isDay(value)).format(date);
}

/** 3 Jun 2026, 14:05 GMT+3: exact, to the minute, with the zone. */
export function formatDateTime(value: string | number | Date | Missing, seconds = false): string {
  const date = value == null ? null : dateOf(value);
  if (!date) return NONE;
  return times({
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds && { second: "2-digit" }),
    timeZoneName: "short",
  }).format(date);
}

/** 14:05 */
export function formatTime(value: string | number | Date | Missing): string {
  const date = value == null ? null : dateOf(value);
  return date ? times({ hour: "2-digit", minute: "2-digit" }).format(date) : NONE;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** "12 minutes ago", "in 2 days", "now" below a minute. */
export function formatAgo(value: string | number | Date | Missing, now: number = Date.now()): string {
  const date = value == null ? null : dateOf(value);
  if (!date) return NONE;
  const seconds = (date.getTime() - now) / 1000;
  const relative = once("ago", {}, (language) => new Intl.RelativeTimeFormat(language, { numeric: "auto" }));
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size);
  return step ? relative.format(Math.trunc(seconds / step[1]), step[0]) : relative.format(0, "second");
}

const unit = (value: number, name: string, digits = 0) =>
  numbers({ style: "unit", unit: name, unitDisplay: "narrow", maximumFractionDigits: digits }).format(value);

/** How long something took or lasts, from milliseconds: 45ms, 1.2s, 6m 12s, 3h 5m, 2d 4h. */
export function formatDuration(milliseconds: number | Missing): string {
  if (milliseconds == null) return NONE;
  if (milliseconds < 1000) return unit(Math.round(milliseconds), "millisecond");
  const seconds = milliseconds / 1000;
  if (seconds < 10) return unit(seconds, "second", 1);
  const parts: [string, number][] = [
    ["day", Math.floor(seconds / 86_400)],
    ["hour", Math.floor(seconds / 3_600) % 24],
    ["minute", Math.floor(seconds / 60) % 60],
    ["second", Math.floor(seconds) % 60],
  ];
  const first = parts.findIndex(([, amount]) => amount > 0);
  return parts
    .slice(first, first + 2)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => unit(amount, name))
    .join(" ");
}

/** "A, B and C", or with "or". */
export function formatList(items: readonly string[], type: "conjunction" | "disjunction" = "conjunction"): string {
  return once("list", { type }, (language) => new Intl.ListFormat(language, { type })).format(items);
}

/** Compares names the way the language sorts them, numbers in them by size. */
export function compareNames(a: string, b: string): number {
  return once("sort", {}, (language) => new Intl.Collator(language, { numeric: true, sensitivity: "base" })).compare(
    a,
    b,
  );
}
