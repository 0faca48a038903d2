import { useEffect, useRef } from "react";

type Keys = {
  search: () => void;
  keys: () => void;
  create?: () => void;
  /** Something lies over the page: single keys belong to it. */
  blocked: boolean;
};

/** Whether what has the focus takes letters: then they aren't for us. */
export function takesText(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  if (element.isContentEditable || element.matches("textarea, select, [role='combobox'], [role='textbox']"))
    return true;
  return element.matches("input:not([type='checkbox']):not([type='radio']):not([type='button'])");
}

/** Which action a key press asks for; null for none of ours. */
export function actionOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">,
): "palette" | "search" | "create" | "keys" | null {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && !event.altKey && key === "k") return "palette";
  // By the character, not the place of the key: / and ? stand elsewhere on other keyboards.
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return key === "/" ? "search" : key === "n" ? "create" : key === "?" ? "keys" : null;
}

/** Ctrl+K search everywhere, / search of the page, n new segment, ? the list of keys. */
export function useKeys(keys: Keys) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = event.defaultPrevented || event.repeat ? null : actionOf(event);
      const { search, keys: list, create, blocked } = latest.current;
      if (action === null) return;
      if (
        action !== "palette" &&
        (blocked || takesText(document.activeElement) || document.querySelector("[aria-modal='true']"))
      )
        return;
      if (action === "create" && !create) return;
      event.preventDefault();
      if (action === "palette") search();
      else if (action === "keys") list();
      else if (action === "create") create?.();
      else {
        const field = document.querySelector<HTMLElement>("main [data-page-search], main input[type='search']");
        if (field) field.focus();
        else search();
      }
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
