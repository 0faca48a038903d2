import { Card, CloseButton, Group, Text, TextInput, UnstyledButton } from "@mantine/core";
import { ChevronRight, Search } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EventOut, FieldOut } from "@/api/schema";
import { inert } from "@/components/text";
import { fittingFields, hasValues } from "./catalog";
import classes from "./catalog.module.css";
import { Examples } from "./Examples";
import { Share } from "./Share";
import { Types } from "./Types";
import { Values } from "./Values";

/** From so many on there is a search. */
const MANY = 8;

/** The properties of an event; each opens to its most frequent values. */
export function PropertiesCard({ event }: { event: EventOut }) {
  const { t } = useTranslation("catalog");
  const [q, setQ] = useState("");
  const found = fittingFields(event.properties, q);
  return (
    <Card padding={0}>
      <Group justify="space-between" px="lg" py="md" gap="xs">
        <Text component="h3" fw={600}>
          {t("properties.title")}{" "}
          <Text span inherit fw={400} c="dimmed" aria-live="polite">
            {found.length}
          </Text>
        </Text>
        {event.properties.length >= MANY && (
          <TextInput
            size="xs"
            className={classes.propertySearch}
            value={q}
            onChange={(change) => setQ(change.currentTarget.value)}
            placeholder={t("properties.search")}
            aria-label={t("properties.search")}
            leftSection={<Search size={14} aria-hidden />}
            rightSection={q && <CloseButton size="xs" aria-label={t("common:clear")} onClick={() => setQ("")} />}
          />
        )}
      </Group>
      {found.length === 0 ? (
        <Text fz="sm" c="dimmed" px="lg" pb="lg">
          {t(q ? "properties.noMatch" : "properties.none")}
        </Text>
      ) : (
        <>
          <div className={classes.propertyHead} aria-hidden>
            <span>{t("column.property")}</span>
            <span>{t("column.inEvents")}</span>
            <span>{t("column.examples")}</span>
          </div>
          <ul className={classes.properties}>
            {found.map((field) => (
              <Property key={field.path} field={field} event={event} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

function Property({ field, event }: { field: FieldOut; event: EventOut }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const words = (
    <>
      <span className={classes.propertyWords}>
        <bdi className={classes.path} title={inert(field.path)}>
          {inert(field.path)}
        </bdi>
        <Types types={field.types} />
      </span>
      <Share of={field.share} />
      <Examples values={field.examples} />
    </>
  );
  if (!hasValues(field)) {
    return (
      <li>
        <div className={classes.property}>{words}</div>
      </li>
    );
  }
  return (
    <li>
      <UnstyledButton
        className={classes.property}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {words}
        <ChevronRight size={16} className={classes.chevron} data-open={open || undefined} aria-hidden />
      </UnstyledButton>
      {open && (
        <div id={id} className={classes.propertyValues}>
          <Values place={{ event: event.name, property: field.path }} total={event.count} />
        </div>
      )}
    </li>
  );
}
