/** What the editors of several kinds of conditions share. */
import { ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { inert } from "@/components/text";
import { type Leaf, newLeaf } from "@/rules/draft";
import { appendLine } from "@/rules/edits";
import type { Gap } from "@/rules/gaps";
import type { JsonObject } from "@/rules/json";
import { withPart } from "@/rules/tests";
import { useEditing } from "./context";
import { Choice, QuietButton } from "./inputs";
import { Lines } from "./Lines";
import type { Other } from "./TestEditor";
import { WindowEditor } from "./WindowEditor";

export type EditorProps = { leaf: Leaf; gap: Gap | null };

/** Changes the condition; with `of`, changes of the same part shortly after each other are one step to undo. */
export function useBody(leaf: Leaf) {
  const { setBody } = useEditing();
  return (body: JsonObject, of?: string) => setBody(leaf.id, () => body, of && `${leaf.id} ${of}`);
}

/** The window of a condition. */
export function LeafWindow({ leaf, gap, limited }: EditorProps & { limited?: boolean }) {
  const set = useBody(leaf);
  return (
    <WindowEditor
      value={leaf.body.window}
      onChange={(window, of) => set(withPart(leaf.body, "window", window), of)}
      gap={gap}
      limited={limited}
    />
  );
}

type EventChoiceProps = { value: string; onChange: (name: string) => void; error: boolean; label?: string };

export function EventChoice({ value, onChange, error, label }: EventChoiceProps) {
  const { t } = useTranslation("builder");
  const { known } = useEditing();
  return (
    <Choice
      label={label ?? t("event")}
      value={value}
      options={(known.catalog?.events ?? []).map(({ name, count }) => ({ value: name, label: inert(name), count }))}
      onChange={onChange}
      placeholder={t("chooseEvent")}
      searchable
      open
      error={error}
    />
  );
}

type FilterProps = { leaf: Leaf; path: string; event: string; others?: Other[] };

/** Comparisons on the properties of an event, and the button for the first of them. */
export function EventFilters({ leaf, path, event, others = [] }: FilterProps) {
  const { t } = useTranslation("builder");
  const { known, edit, focus, readOnly } = useEditing();
  const properties = known.properties(event);
  if (leaf.trees?.[path]) {
    const own: Other = { kind: "property", step: null, fields: properties };
    return (
      <Lines leaf={leaf} path={path} fields={properties} kind="property" event={event} others={[own, ...others]} />
    );
  }
  if (!event || readOnly) return null;
  const add = () => {
    const line = newLeaf("property");
    edit((root) => appendLine(root, leaf.id, path, line));
    focus(line.id);
  };
  return (
    <QuietButton icon={ListFilter} onClick={add}>
      {t("addFilter")}
    </QuietButton>
  );
}
