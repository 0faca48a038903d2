import { Code, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { formatDate, formatDateTime, formatNumber } from "@/format";
import classes from "./Value.module.css";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The value in a line of text, for a title or a short place: never markup. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined ? "" : JSON.stringify(value);
}

/** A value of the data: text as it is, numbers and times as people write them, lists and objects as JSON. */
export function Value({ value, clamp = false }: { value: unknown; clamp?: boolean }) {
  const { t } = useTranslation("profile");
  if (value === null || value === undefined) {
    return (
      <Text span inherit c="dimmed">
        {t("value.none")}
      </Text>
    );
  }
  if (typeof value === "boolean") return <>{value ? t("value.yes") : t("value.no")}</>;
  if (typeof value === "number") return <span className="tabular">{formatNumber(value, 6)}</span>;
  if (typeof value === "string") {
    if (DAY.test(value)) return <time dateTime={value}>{formatDate(value)}</time>;
    if (INSTANT.test(value)) {
      return (
        <time dateTime={value} title={value}>
          {formatDateTime(value)}
        </time>
      );
    }
    if (value === "")
      return (
        <Text span inherit c="dimmed">
          {t("value.empty")}
        </Text>
      );
    return (
      <bdi className={clamp ? classes.clamp : classes.text} title={clamp ? shown(value) : undefined}>
        {shown(value)}
      </bdi>
    );
  }
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => typeof item === "string" || typeof item === "number")
  ) {
    return (
      <bdi className={clamp ? classes.clamp : classes.text} title={clamp ? inert(value.join(", ")) : undefined}>
        {inert(value.join(", "))}
      </bdi>
    );
  }
  const text = shown(JSON.stringify(value, null, clamp ? 0 : 2));
  return clamp ? (
    <bdi className={classes.clamp} title={text}>
      {text}
    </bdi>
  ) : (
    <Code block className={classes.code} tabIndex={0} aria-label={t("value.json")}>
      {text}
    </Code>
  );
}

/** Lines stay lines; other control characters can't do anything. */
function shown(text: string): string {
  return text.split("\n").map(inert).join("\n");
}
