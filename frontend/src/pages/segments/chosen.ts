import { useState } from "react";
import { COLUMNS, type Column, USUAL } from "./columns";

const STORED = "shoal-segments-columns";

/** The stored choice, or what is usual; columns that are no more are left out. */
export function readColumns(stored: string | null): readonly Column[] {
  try {
    const given: unknown = JSON.parse(stored ?? "null");
    return Array.isArray(given) ? COLUMNS.filter((column) => given.includes(column)) : USUAL;
  } catch {
    return USUAL;
  }
}

function load(): readonly Column[] {
  try {
    return readColumns(localStorage.getItem(STORED));
  } catch {
    return USUAL; // storage is blocked
  }
}

/** The columns that this person chose in this browser, in their order, and the way to choose others. */
export function useColumns(): [readonly Column[], (columns: readonly Column[]) => void] {
  const [columns, setColumns] = useState(load);
  const choose = (next: readonly Column[]) => {
    const ordered = COLUMNS.filter((column) => next.includes(column));
    setColumns(ordered);
    try {
      localStorage.setItem(STORED, JSON.stringify(ordered));
    } catch {
      // Blocked storage: the choice holds for this visit.
    }
  };
  return [columns, choose];
}
