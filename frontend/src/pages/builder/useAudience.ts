import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { api } from "@/api/client";
import { ApiError, type Fault } from "@/api/problem";
import type { PreviewOut, Rule } from "@/api/schema";
import { useDebounced } from "@/components/useDebounced";
import { nodeAt, type Written } from "@/rules/draft";
import type { Counted, Findings } from "./Conditions";

const DEBOUNCE_MS = 350;

type Asked = { key: string; answer: PreviewOut };

export type Audience = {
  answer: PreviewOut | undefined;
  /** The answer is of an earlier state, or a better one is on its way. */
  counting: boolean;
  error: unknown;
  /** The count is that of all people in the rule as it is now. */
  exact: boolean;
  findings: Findings;
  retry: () => void;
};

/** Who matches the complete part of the rule: an estimate soon, then the exact number. */
export function useAudience(written: Written, zone: string | null, segment: string | undefined): Audience {
  const now = JSON.stringify([written.rule, zone]);
  const key = useDebounced(now, DEBOUNCE_MS);
  const ask = (exact: boolean) => ({
    queryKey: ["preview", key, segment, exact],
    queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Asked> => {
      const [rule] = JSON.parse(key) as [Rule];
      const body = { rule, zone, exact, segment: segment ?? null };
      return { key, answer: (await api.POST("/api/rules/preview", { body, signal })).data as PreviewOut };
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const estimate = useQuery(ask(false));
  const first = estimate.data?.key === key ? estimate.data : undefined;
  const whole = useQuery({ ...ask(true), enabled: first !== undefined && !first.answer.exact });
  const better = whole.data?.key === key ? whole.data : undefined;
  const shown = better ?? first ?? estimate.data;
  const error = estimate.error ?? (first && !first.answer.exact ? whole.error : null);
  const current = now === key && shown?.key === key;
  return {
    answer: error ? undefined : shown?.answer,
    counting: !error && (!current || estimate.isFetching || (whole.isFetching && !better)),
    error,
    exact: current && shown?.answer.exact === true,
    findings: useFindings(written, current ? shown?.answer : undefined, now === key ? error : null),
    retry: () => estimate.refetch(),
  };
}

/** Counts and problems by condition; those of before stay until there are new ones. */
function useFindings(written: Written, answer: PreviewOut | undefined, error: unknown): Findings {
  const last = useRef<{ written: Written; answer: unknown; findings: Findings } | null>(null);
  const kept = last.current;
  const from = answer ?? (error instanceof ApiError ? error : undefined);
  if (from === undefined) {
    if (!kept) return NONE;
    if (!kept.findings.stale) last.current = { ...kept, findings: { ...kept.findings, stale: true } };
    return last.current!.findings;
  }
  if (kept && kept.answer === from && kept.written === written && !kept.findings.stale) return kept.findings;
  const counts = new Map<string, Counted>();
  for (const clause of answer?.clauses ?? []) {
    const id = nodeAt(written.paths, clause.path);
    if (id !== undefined) counts.set(id, { ...clause, others: Math.max((answer?.total ?? 0) - clause.count, 0) });
  }
  const problems = new Map<string, Fault[]>();
  for (const fault of answer?.warnings ?? (error instanceof ApiError ? error.problems : [])) {
    const id = nodeAt(written.paths, fault.path.replace(/^body\.rule\.?/, ""));
    if (id !== undefined) problems.set(id, [...(problems.get(id) ?? []), fault]);
  }
  last.current = { written, answer: from, findings: { counts, problems, stale: false } };
  return last.current.findings;
}

const NONE: Findings = { counts: new Map(), problems: new Map(), stale: true };
