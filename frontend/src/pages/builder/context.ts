import { createContext, useContext } from "react";
import type { Group, Leaf } from "@/rules/draft";
import type { JsonObject } from "@/rules/json";
import type { Known } from "./catalog";

/** What every part of the rule's editor needs. It stays the same object while people edit, so that cards are drawn once. */
export type Editing = {
  known: Known;
  /** Changes the rule; with `of`, changes of the same thing shortly after each other are one step to undo. */
  edit: (change: (root: Group) => Group, of?: string) => void;
  setBody: (id: string, change: (body: JsonObject, leaf: Leaf) => JsonObject, of?: string) => void;
  /** Where the keyboard goes next: what was added or moved. */
  focus: (id: string) => void;
  editAsText: () => void;
  /** The segment that is edited, which can't name itself. */
  segment: string | undefined;
  readOnly: boolean;
  /** Somebody tried to save: what is lacking is marked in red from then on. */
  strict: boolean;
};

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error("a part of the rule's editor stands outside of it");
  return editing;
}

/** Whether what is lacking is marked in red; outside of the editor it always is. */
export function useStrict(): boolean {
  return useContext(EditingContext)?.strict ?? true;
}
