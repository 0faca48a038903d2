import { Button, Card, Group, NumberInput, Select, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { $api } from "@/api/client";
import { inert } from "@/components/text";
import { typesOf } from "./catalog";
import { useEditing, useStrict } from "./context";
import type { CapKind, Limits } from "./limits";

type Props = { limits: Limits; onChange: (limits: Limits) => void };

/** People named one by one, the most members, and segments that exclude each other. */
export function LimitsCard({ limits, onChange }: Props) {
  const { t } = useTranslation("builder");
  const { readOnly } = useEditing();
  const any = limits.include.length + limits.exclude.length > 0 || limits.cap !== null || limits.waterfall !== null;
  const [open, setOpen] = useState(any);
  if (!open) {
    return (
      <Button
        variant="subtle"
        color="gray"
        mt="sm"
        leftSection={<SlidersHorizontal size={16} />}
        onClick={() => setOpen(true)}
        disabled={readOnly}
      >
        {t("limits.open")}
      </Button>
    );
  }
  const people = (key: "include" | "exclude") => (
    <TagsInput
      label={t(`limits.${key}`)}
      description={t(`limits.note.${key}`)}
      placeholder={limits[key].length === 0 ? t("limits.people") : undefined}
      value={limits[key]}
      onChange={(list) => onChange({ ...limits, [key]: list })}
      splitChars={[",", ";", "\n", "\t"]}
      acceptValueOnBlur
      maxTags={10_000}
      readOnly={readOnly}
      flex={1}
      miw={220}
    />
  );
  return (
    <Card component="section" aria-label={t("limits.title")} mt="md">
      <Text fw={600}>{t("limits.title")}</Text>
      <Text size="sm" c="dimmed" mb="sm">
        {t("limits.about")}
      </Text>
      <Stack gap="md">
        <Group align="flex-start" gap="md">
          {people("include")}
          {people("exclude")}
        </Group>
        <Cap value={limits.cap} onChange={(cap) => onChange({ ...limits, cap })} />
        <Waterfall value={limits.waterfall} onChange={(waterfall) => onChange({ ...limits, waterfall })} />
      </Stack>
    </Card>
  );
}

type PartProps<T> = { value: T | null; onChange: (value: T | null) => void };

function Cap({ value, onChange }: PartProps<NonNullable<Limits["cap"]>>) {
  const { t } = useTranslation("builder");
  const { known, readOnly } = useEditing();
  const strict = useStrict();
  const measures = $api.useQuery("get", "/api/measures", {}, { staleTime: 60_000 }).data ?? [];
  const scores = $api.useQuery("get", "/api/scores", {}, { staleTime: 60_000 }).data ?? [];
  const numeric = (known.catalog?.attributes ?? []).filter((field) => typesOf(field)[0] === "number");
  const options = [
    { kind: "attribute", items: numeric.map(({ path }) => ({ name: path, label: path })) },
    { kind: "value_of", items: measures.map(({ id, name }) => ({ name: id, label: name })) },
    { kind: "score", items: [...new Set(scores.map(({ score }) => score))].map((name) => ({ name, label: name })) },
  ].filter(({ items }) => items.length > 0);
  const [kind, name] = Object.entries(value?.by ?? {})[0] ?? [null, null];
  const data = options.map(({ kind: group, items }) => ({
    group: t(`limits.by.${group}`),
    items: items.map((item) => ({ value: `${group}:${item.name}`, label: inert(item.label) })),
  }));
  const chosen = kind === null ? null : `${kind}:${name}`;
  const isOffered = data.some(({ items }) => items.some(({ value: one }) => one === chosen));
  const own = chosen === null || isOffered ? [] : [{ value: chosen, label: inert(name ?? "") }];
  const choose = (next: string | null) => {
    const [by, ...rest] = (next ?? "").split(":");
    if (value && by) onChange({ ...value, by: { [by as CapKind]: rest.join(":") } });
  };
  if (!value) {
    return <Adding label={t("limits.addCap")} onClick={() => onChange({ n: 1000, by: {}, order: "highest" })} />;
  }
  return (
    <Group align="flex-end" gap="sm">
      <NumberInput
        label={t("limits.cap")}
        value={value.n ?? ""}
        onChange={(n) => onChange({ ...value, n: typeof n === "number" ? n : null })}
        min={1}
        allowDecimal={false}
        thousandSeparator=","
        w={130}
        error={strict && !value.n}
        readOnly={readOnly}
      />
      <Select
        label={t("limits.order")}
        value={value.order}
        onChange={(order) => onChange({ ...value, order: order === "lowest" ? "lowest" : "highest" })}
        data={["highest", "lowest"].map((order) => ({ value: order, label: t(`limits.${order}`) }))}
        allowDeselect={false}
        w={150}
        readOnly={readOnly}
      />
      <Select
        label={t("limits.number")}
        placeholder={t("limits.chooseNumber")}
        value={chosen}
        onChange={choose}
        data={[...own, ...data]}
        searchable
        allowDeselect={false}
        w={230}
        error={strict && kind === null}
        readOnly={readOnly}
      />
      <Dropping onClick={() => onChange(null)} />
    </Group>
  );
}

function Waterfall({ value, onChange }: PartProps<NonNullable<Limits["waterfall"]>>) {
  const { t } = useTranslation("builder");
  const { readOnly } = useEditing();
  const strict = useStrict();
  if (!value) {
    return <Adding label={t("limits.addWaterfall")} onClick={() => onChange({ set: "", priority: 1 })} />;
  }
  return (
    <Stack gap={4}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t("limits.set")}
          placeholder={t("limits.setExample")}
          value={value.set}
          onChange={(event) => onChange({ ...value, set: event.currentTarget.value })}
          maxLength={100}
          w={230}
          error={strict && value.set.trim() === ""}
          readOnly={readOnly}
        />
        <NumberInput
          label={t("limits.priority")}
          value={value.priority ?? ""}
          onChange={(priority) => onChange({ ...value, priority: typeof priority === "number" ? priority : null })}
          min={1}
          max={10_000}
          allowDecimal={false}
          w={130}
          error={strict && !value.priority}
          readOnly={readOnly}
        />
        <Dropping onClick={() => onChange(null)} />
      </Group>
      <Text size="xs" c="dimmed">
        {t("limits.note.waterfall")}
      </Text>
    </Stack>
  );
}

function Adding({ label, onClick }: { label: string; onClick: () => void }) {
  const { readOnly } = useEditing();
  if (readOnly) return null;
  return (
    <Button variant="light" size="compact-md" onClick={onClick} style={{ alignSelf: "flex-start" }}>
      {label}
    </Button>
  );
}

function Dropping({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation("builder");
  const { readOnly } = useEditing();
  if (readOnly) return null;
  return (
    <Button variant="subtle" color="gray" onClick={onClick}>
      {t("limits.drop")}
    </Button>
  );
}
