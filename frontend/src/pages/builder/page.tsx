import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Rule } from "@/api/schema";
import { ErrorState } from "@/components/EmptyState";
import { notifyError } from "@/components/notify";
import { Page } from "@/components/Page";
import { PageSkeleton } from "@/components/skeletons";
import { CreateStatic } from "@/features/static/CreateStatic";
import { emptyDraft, fromJson } from "@/rules/draft";
import type { JsonObject } from "@/rules/json";
import { type Begin, Builder, LONGEST_NAME, readSegment } from "./Builder";
import { limitsOf, NO_LIMITS } from "./limits";

export default function PageOfBuilder() {
  const { id } = useParams({ strict: false });
  return id === undefined ? <NewSegment /> : <EditSegment key={id} id={id} />;
}

type Search = { template?: string; from?: string; rule?: string; name?: string; kind?: "static" };

function NewSegment() {
  const { t } = useTranslation("builder");
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const key = JSON.stringify(search);
  const begin = useQuery({
    queryKey: ["new-segment", key],
    queryFn: ({ signal }) => beginOf(search, (name) => t("copyOf", { name }), signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (search.kind === "static") return <CreateStatic onClose={() => navigate({ to: "/segments" })} />;
  if (begin.error) return <Failed error={begin.error} retry={begin.refetch} />;
  return begin.data ? <Builder key={key} begin={begin.data} /> : <PageSkeleton />;
}

const EMPTY = { name: "", description: "", labels: [], limits: NO_LIMITS };

/** What the address asks to begin with. */
async function beginOf(search: Search, copyOf: (name: string) => string, signal: AbortSignal): Promise<Begin> {
  const cut = (name: string) => [...name].slice(0, LONGEST_NAME).join("");
  const name = cut(search.name ?? "");
  if (search.rule !== undefined) {
    try {
      return { ...EMPTY, name, root: fromJson(await ruleOf(search.rule, signal)) };
    } catch (error) {
      if (signal.aborted) throw error;
      notifyError(error);
    }
  }
  if (search.template !== undefined) {
    const { data } = await api.GET("/api/templates", { signal });
    const found = data?.find((template) => template.id === search.template);
    if (found) {
      return {
        ...EMPTY,
        name: name || found.name,
        description: found.description,
        root: fromJson(found.rule as JsonObject),
      };
    }
  }
  if (search.from !== undefined) {
    const { segment } = await readSegment(search.from, signal);
    const { description, labels } = segment;
    if (segment.rule)
      return {
        name: name || cut(copyOf(segment.name)),
        description,
        labels,
        limits: limitsOf(segment),
        root: fromJson(segment.rule as JsonObject),
      };
  }
  return { ...EMPTY, name, root: emptyDraft() };
}

/** A rule in JSON is taken as it is, even when something is wrong with it: that shows at its conditions. */
async function ruleOf(text: string, signal: AbortSignal): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // The text form, then.
  }
  const { data } = await api.POST("/api/rules/parse", { body: { rule: text as unknown as Rule }, signal });
  return data!.rule as JsonObject;
}

function EditSegment({ id }: { id: string }) {
  const { t } = useTranslation("builder");
  const [reading, setReading] = useState(0);
  const saved = useQuery({
    queryKey: ["segment-to-edit", id, reading],
    queryFn: ({ signal }) => readSegment(id, signal),
    // What is edited mustn't change under the hands: If-Match notices what others save.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (saved.error) return <Failed error={saved.error} retry={saved.refetch} />;
  if (!saved.data) return <PageSkeleton />;
  const { segment } = saved.data;
  if (!segment.rule) return <Failed error={new Error(t("noRule"))} />;
  const { name, description, labels } = segment;
  return (
    <Builder
      key={saved.data.etag}
      saved={saved.data}
      begin={{ name, description, labels, limits: limitsOf(segment), root: fromJson(segment.rule as JsonObject) }}
      onReload={() => setReading(reading + 1)}
    />
  );
}

function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation("builder");
  return (
    <Page title={t("title")}>
      <ErrorState error={error} retry={retry} />
    </Page>
  );
}
