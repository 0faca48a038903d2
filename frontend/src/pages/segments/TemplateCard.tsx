import { Card, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { TemplateOut } from "@/api/schema";
import { formatList } from "@/format";
import classes from "./segments.module.css";

/** A template that opens the builder; one whose data is lacking says so and opens nothing. */
export function TemplateCard({ template }: { template: TemplateOut }) {
  const { t } = useTranslation("segments");
  const inside = (
    <>
      <Text fw={600}>{template.name}</Text>
      <Text size="sm" c="dimmed" mt={4}>
        {template.description}
      </Text>
      {template.lacking.length > 0 && (
        <Text size="xs" c="var(--shoal-warn)" mt={8}>
          {t("templates.lacking", { what: formatList(template.lacking) })}
        </Text>
      )}
    </>
  );
  if (template.lacking.length > 0) {
    return (
      <Card padding="md" className={classes.template} data-lacking>
        {inside}
      </Card>
    );
  }
  return (
    <Card
      padding="md"
      className={classes.template}
      renderRoot={(props) => <Link {...props} to="/segments/new" search={{ template: template.id }} />}
    >
      {inside}
    </Card>
  );
}
