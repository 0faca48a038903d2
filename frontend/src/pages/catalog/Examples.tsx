import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { textOf } from "./catalog";
import classes from "./catalog.module.css";

/** A value of the data in one line, cut where it doesn't fit. */
export function Value({ value }: { value: unknown }) {
  const { t } = useTranslation("catalog");
  if (value === "") return <span className={classes.quiet}>{t("value.empty")}</span>;
  const text = typeof value === "boolean" ? t(value ? "value.yes" : "value.no") : inert(textOf(value));
  return (
    <bdi className={classes.value} title={text}>
      {text}
    </bdi>
  );
}

/** Some values that a field has, in one line. */
export function Examples({ values, most = 3 }: { values: readonly unknown[]; most?: number }) {
  return (
    <span className={classes.examples}>
      {values.slice(0, most).map((value) => (
        <span key={JSON.stringify(value)} className={classes.example}>
          <Value value={value} />
        </span>
      ))}
    </span>
  );
}
