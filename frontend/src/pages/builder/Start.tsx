import {
  Badge,
  Card,
  Group,
  Select,
  SimpleGrid,
  Skeleton,
  Stack,
  Text,
  Title,
  Tooltip,
  UnstyledButton,
} from "@mantine/core";
import { LayoutTemplate, UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import type { TemplateOut } from "@/api/schema";
import { inert } from "@/components/text";
import { formatList, formatNumber } from "@/format";
import type { JsonObject } from "@/rules/json";
import classes from "./builder.module.css";
import { typesOf, useValues, type Value } from "./catalog";
import { useEditing } from "./context";
import { fieldOptions } from "./fields";
import { Sentence } from "./Sentence";
import { Suggestions } from "./Suggestions";

type Props = { onStart: (rule: JsonObject, name: string, description: string) => void };

/** What a new segment can begin with, while its rule is empty. */
export function Start({ onStart }: Props) {
  return (
    <Stack gap="lg" mt="lg">
      <Sentence onStart={onStart} />
      <Quick onStart={onStart} />
      <Suggestions onStart={onStart} />
      <Templates onStart={onStart} />
    </Stack>
  );
}

/** A segment from one attribute: choose it, see its values, click one. */
function Quick({ onStart }: Props) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  const [path, setPath] = useState<string | null>(null);
  const values = useValues(path === null ? undefined : { attribute: path }, "", path !== null);
  const fields = (known.catalog?.attributes ?? []).filter((field) => {
    const types = typesOf(field);
    return types.some((type) => type === "string" || type === "boolean" || type === "number");
  });
  const rows = (values.data ?? []).slice(0, 24);
  const most = Math.max(1, ...rows.map((row) => row.count));
  return (
    <Card component="section" aria-label={t("quick.title")}>
      <Group gap={8} mb={4}>
        <UserRound size={17} />
        <Title order={2} size="h3">
          {t("quick.title")}
        </Title>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("quick.note")}
      </Text>
      <Select
        aria-label={t("attribute")}
        placeholder={t("chooseAttribute")}
        data={fieldOptions(fields)}
        value={path}
        onChange={setPath}
        searchable
        clearable
        w={280}
        maw="100%"
        limit={200}
        nothingFoundMessage={t("nothingFound")}
      />
      {path !== null && values.isPending && <Skeleton height={90} mt="md" />}
      {path !== null && !values.isPending && rows.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {t("quick.none")}
        </Text>
      )}
      {path !== null && rows.length > 0 && (
        <ul className={classes.values}>
          {rows.map((row) => {
            const text = row.value === "" ? t("emptyText") : inert(String(row.value));
            return (
              <li key={`${typeof row.value} ${row.value}`}>
                <UnstyledButton
                  className={classes.value}
                  onClick={() =>
                    onStart(
                      ruleOf(path, row.value),
                      t("quick.name", { attribute: path, value: text }).slice(0, 100),
                      "",
                    )
                  }
                >
                  <span className={classes.valueBar} style={{ width: `${(row.count / most) * 100}%` }} aria-hidden />
                  <bdi className={classes.ellipsis} title={text}>
                    {text}
                  </bdi>
                  <span className={`${classes.hint} tabular`}>{formatNumber(row.count)}</span>
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

export function ruleOf(attribute: string, value: Value["value"]): JsonObject {
  if (typeof value === "boolean") return { attribute, op: value ? "is_true" : "is_false", type: "boolean" };
  if (typeof value === "number") return { attribute, op: "eq", value, type: "number" };
  return { attribute, op: "is", value, type: "string" };
}

function Templates({ onStart }: Props) {
  const { t } = useTranslation("builder");
  const templates = $api.useQuery("get", "/api/templates", {}, { staleTime: 5 * 60_000 });
  if (templates.error) return null;
  return (
    <section aria-label={t("templates.title")}>
      <Group gap={8} mb={4}>
        <LayoutTemplate size={17} />
        <Title order={2} size="h3">
          {t("templates.title")}
        </Title>
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t("templates.note")}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm">
        {templates.data
          ? templates.data.map((template) => <Template key={template.id} template={template} onStart={onStart} />)
          : [0, 1, 2, 3, 4, 5].map((place) => <Skeleton key={place} height={118} radius="lg" />)}
      </SimpleGrid>
    </section>
  );
}

function Template({ template, onStart }: Props & { template: TemplateOut }) {
  const { t } = useTranslation("builder");
  const lacking = template.lacking.length > 0;
  const name = t(`template.${template.id}.name`, { defaultValue: template.name });
  const description = t(`template.${template.id}.description`, { defaultValue: template.description });
  const card = (
    <UnstyledButton
      className={classes.template}
      data-lacking={lacking || undefined}
      onClick={() => onStart(template.rule as JsonObject, name, description)}
    >
      <span className={classes.templateHead}>
        <Text fw={600} size="sm" component="span">
          {name}
        </Text>
        {template.purpose && (
          <Badge size="sm" color="gray">
            {t(`purpose.${template.purpose.replaceAll(" ", "_")}`, { defaultValue: template.purpose })}
          </Badge>
        )}
      </span>
      <Text size="sm" c="dimmed" component="span" lineClamp={2}>
        {description}
      </Text>
      {lacking && (
        <Text size="xs" component="span" className={classes.unfinished}>
          {t("templates.lacking", { count: template.lacking.length, what: formatList(template.lacking.slice(0, 3)) })}
        </Text>
      )}
    </UnstyledButton>
  );
  return <Tooltip label={template.words}>{card}</Tooltip>;
}
