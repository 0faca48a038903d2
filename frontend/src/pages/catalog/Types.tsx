import { Badge, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatPercent } from "@/format";
import { type TypePart, typesOf } from "./catalog";
import classes from "./catalog.module.css";

const COLORS: Record<TypePart["type"], string> = {
  string: "accent",
  number: "teal",
  boolean: "grape",
  list: "cyan",
  object: "gray",
};

type Props = {
  types: Record<string, number>;
  /** Says what mixed types mean; not inside a button or link, as it takes the focus. */
  explain?: boolean;
};

/** The type of a field; where values are of several, each with the part that it is, and a word that they are mixed. */
export function Types({ types, explain = false }: Props) {
  const { t } = useTranslation("catalog");
  const parts = typesOf({ types });
  const mixed = parts.length > 1;
  return (
    <span className={classes.types}>
      {parts.map(({ type, share }) => (
        <Badge key={type} size="sm" color={COLORS[type]}>
          {t(`type.${type}`)}
          {mixed && ` ${formatPercent(share)}`}
        </Badge>
      ))}
      {mixed && (
        <Tooltip label={t("mixedWhy")} disabled={!explain}>
          <Badge size="sm" color="orange" tabIndex={explain ? 0 : undefined}>
            {t("mixed")}
          </Badge>
        </Tooltip>
      )}
    </span>
  );
}
