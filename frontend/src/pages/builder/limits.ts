import type { SegmentDetail } from "@/api/schema";

/** What stands beside the rule, as far as it is filled in. */
export type Limits = {
  include: string[];
  exclude: string[];
  cap: { n: number | null; by: Partial<Record<CapKind, string>>; order: "highest" | "lowest" } | null;
  waterfall: { set: string; priority: number | null } | null;
};

export type CapKind = "attribute" | "value_of" | "score";

export const NO_LIMITS: Limits = { include: [], exclude: [], cap: null, waterfall: null };

export function limitsOf({ include, exclude, cap, waterfall }: SegmentDetail): Limits {
  return { include, exclude, cap: cap as Limits["cap"], waterfall };
}

/** Whether a part was begun and isn't finished. */
export function isUnfinished({ cap, waterfall }: Limits): boolean {
  return (
    (cap !== null && (!cap.n || !Object.values(cap.by)[0])) ||
    (waterfall !== null && (waterfall.set.trim() === "" || !waterfall.priority))
  );
}
