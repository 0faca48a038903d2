import { Button, Group, Modal, SegmentedControl, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, queryClient } from "@/api/client";
import type { CatalogOut, MeasureOut } from "@/api/schema";
import { notifyDone } from "@/components/notify";
import { inert } from "@/components/text";
import { ConfirmDialog } from "@/features/ConfirmDialog";
import { faultOf, isOnlyAbout } from "@/features/static/faults";
import { Refusal } from "@/features/static/MembersForm";
import { typesOf } from "@/pages/builder/catalog";
import { WindowEditor } from "@/pages/builder/WindowEditor";
import { newLeaf } from "@/rules/draft";
import { gapOf } from "@/rules/gaps";
import type { JsonObject } from "@/rules/json";
import { PLAIN_MEASURES, PROPERTY_MEASURES } from "@/rules/language";
import { measureTypes } from "@/rules/shapes";

/** Measures are on profiles and in rules: both may show something else now. */
function readAgain() {
  queryClient.invalidateQueries({
    predicate: ({ queryKey }) => /^\/api\/(measures|profiles)/.test(String(queryKey[1] ?? "")),
  });
}

type NewProps = { catalog: CatalogOut | undefined; onClose: () => void };

/** Gives a figure a name: put together by choosing, or written as text, which can also have a `where`. */
export function NewMeasure({ catalog, onClose }: NewProps) {
  const { t } = useTranslation("catalog");
  const { t: common } = useTranslation("common");
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [way, setWay] = useState<"choose" | "text">("choose");
  const [chosen, setChosen] = useState<JsonObject>({ measure: { sum: "" } });
  const [text, setText] = useState("");
  const definition = way === "choose" ? chosen : text;
  const ready = name.trim() !== "" && (way === "text" ? text.trim() !== "" : isWhole(chosen));
  const save = useMutation({
    mutationFn: () => api.POST("/api/measures", { body: { name: name.trim(), description, definition } }),
    onSuccess: () => {
      readAgain();
      notifyDone(t("measures.made", { name: name.trim() }));
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("measures.new")}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack>
          <TextInput
            label={t("measures.name")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={100}
            error={faultOf(save.error, "name")}
            required
            data-autofocus
          />
          <SegmentedControl
            value={way}
            onChange={(next) => setWay(next as "choose" | "text")}
            data={["choose", "text"].map((value) => ({ value, label: t(`measures.way.${value}`) }))}
            aria-label={t("measures.how")}
            style={{ alignSelf: "flex-start" }}
          />
          {way === "choose" ? (
            <Figure catalog={catalog} value={chosen} onChange={setChosen} />
          ) : (
            <Textarea
              label={t("measures.text")}
              placeholder={'sum of total over "Order Completed" where currency = "EUR" in last 365 days'}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              error={faultOf(save.error, "definition")}
              autosize
              minRows={2}
            />
          )}
          <Textarea
            label={t("measures.description")}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            maxLength={500}
            autosize
            minRows={2}
          />
          {save.error && !isOnlyAbout(save.error, ["name", "definition"]) && <Refusal error={save.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={!ready} loading={save.isPending}>
              {t("measures.create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Whether a figure is complete: a condition that only asks whether it is set would be. */
function isWhole(figure: JsonObject): boolean {
  return gapOf(newLeaf("event", { ...figure, op: "is_set" })) === null;
}

type FigureProps = { catalog: CatalogOut | undefined; value: JsonObject; onChange: (value: JsonObject) => void };

function Figure({ catalog, value, onChange }: FigureProps) {
  const { t } = useTranslation("builder");
  const { t: own } = useTranslation("catalog");
  const measure = value.measure as string | JsonObject;
  const kind = typeof measure === "string" ? measure : Object.keys(measure)[0]!;
  const property = typeof measure === "string" ? null : String(measure[kind]);
  const event = catalog?.events.find((one) => one.name === value.event);
  const numbers = measureTypes(kind)[0] === "number" && kind !== "distinct";
  const fields = (event?.properties ?? []).filter((field) =>
    numbers ? typesOf(field).includes("number") : typesOf(field).length > 0,
  );
  const choose = (next: string) => {
    const measured = (PROPERTY_MEASURES as readonly string[]).includes(next);
    onChange({ ...value, measure: measured ? { [next]: property ?? "" } : next });
  };
  return (
    <Stack gap="sm">
      <Group grow align="flex-start">
        <Select
          label={own("measures.figure")}
          value={kind}
          onChange={(next) => next && choose(next)}
          data={[...PROPERTY_MEASURES, ...PLAIN_MEASURES].map((name) => ({
            value: name,
            label: name === "count" ? own("measures.count") : t(`verb.${name}`),
          }))}
          allowDeselect={false}
        />
        <Select
          label={t("event")}
          placeholder={t("chooseEvent")}
          value={typeof value.event === "string" ? value.event : null}
          onChange={(name) =>
            name && onChange({ ...value, event: name, measure: property === null ? kind : { [kind]: "" } })
          }
          data={(catalog?.events ?? []).map(({ name }) => ({ value: name, label: inert(name) }))}
          searchable
          allowDeselect={false}
        />
        {property !== null && (
          <Select
            label={t("property")}
            placeholder={t("chooseProperty")}
            value={property === "" ? null : property}
            onChange={(path) => path && onChange({ ...value, measure: { [kind]: path } })}
            data={fields.map(({ path }) => ({ value: path, label: inert(path) }))}
            searchable
            allowDeselect={false}
            disabled={!event}
          />
        )}
      </Group>
      <WindowEditor
        value={value.window}
        onChange={(window) => {
          const { window: _, ...rest } = value;
          onChange(window === undefined ? rest : { ...rest, window });
        }}
        gap={null}
      />
    </Stack>
  );
}

type DeleteProps = { measure: MeasureOut; onClose: () => void };

export function DeleteMeasure({ measure, onClose }: DeleteProps) {
  const { t } = useTranslation("catalog");
  const remove = async () => {
    await api.DELETE("/api/measures/{id}", { params: { path: { id: measure.id } } });
    readAgain();
  };
  return (
    <ConfirmDialog
      title={t("measures.delete.title", { name: inert(measure.name) })}
      why={t("measures.delete.why")}
      confirm={t("measures.delete.do")}
      work={remove}
      done={t("measures.delete.done", { name: measure.name })}
      onClose={onClose}
    />
  );
}
