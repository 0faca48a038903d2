import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { $api, api } from "@/api/client";
import type { CatalogOut, EventOut, FieldOut } from "@/api/schema";
import { useDebounced } from "@/components/useDebounced";
import type { ValueType } from "@/rules/language";

export type Field = FieldOut;
export type Value = { value: string | number | boolean; count: number };

const catalogQuery = queryOptions({
  ...$api.queryOptions("get", "/api/catalog"),
  staleTime: 5 * 60_000,
});

const NO_FIELDS: Field[] = [];

/** What the data holds, looked up by name. */
export class Known {
  private readonly events: Map<string, EventOut>;
  private readonly attributes: Map<string, Field>;

  constructor(readonly catalog: CatalogOut | undefined) {
    this.events = new Map(catalog?.events.map((event) => [event.name, event]));
    this.attributes = new Map(catalog?.attributes.map((field) => [field.path, field]));
  }

  properties(event: string | undefined): Field[] {
    return (event !== undefined && this.events.get(event)?.properties) || NO_FIELDS;
  }

  attribute(path: string): Field | undefined {
    return this.attributes.get(path);
  }

  property(event: string | undefined, path: string): Field | undefined {
    return this.properties(event).find((field) => field.path === path);
  }
}

export function useKnown(): { known: Known; error: unknown; loading: boolean } {
  const { data, error, isPending } = useQuery(catalogQuery);
  return { known: useMemo(() => new Known(data), [data]), error, loading: isPending };
}

const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$/;
const VERSION = /^v?\d+\.\d+(\.\d+)*([-+].*)?$/;

/** The types that comparisons with a field can have, likeliest first. Dates and versions are texts in the data. */
export function typesOf(field: Field | undefined): ValueType[] {
  if (!field) return [];
  const counts = field.types;
  const stored = (["string", "number", "boolean", "list"] as const)
    .filter((type) => (counts[type] ?? 0) > 0)
    .sort((a, b) => counts[b]! - counts[a]!);
  return stored.flatMap((type): ValueType[] => {
    if (type !== "string") return [type];
    const texts = field.examples.filter((example) => typeof example === "string");
    const all = (shape: RegExp) => texts.length > 0 && texts.every((text) => shape.test(text));
    if (all(DATE)) return ["date", "string"];
    return all(VERSION) ? ["version", "string"] : ["string", "date", "version"];
  });
}

/** Where the values of an input come from. */
export type Source =
  | { attribute: string }
  | { event: string; property: string }
  | { values: readonly { value: string; count?: number }[] };

/** Frequent values that hold the text, most frequent first; asked for while `open`. */
export function useValues(source: Source | undefined, text: string, open: boolean) {
  const q = useDebounced(text.trim(), 200);
  return useQuery({
    queryKey: ["get", "/api/catalog/values", source && "values" in source ? null : source, q],
    queryFn: async ({ signal }): Promise<Value[]> => {
      const query = { ...(source as Partial<Record<"attribute" | "event" | "property", string>>), q, limit: 50 };
      const { data } = await api.GET("/api/catalog/values", { params: { query }, signal });
      return (data ?? []).filter(({ value }) => ["string", "number", "boolean"].includes(typeof value)) as Value[];
    },
    enabled: open && source !== undefined && !("values" in source),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
}
