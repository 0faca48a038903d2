import type { Group, Node } from "@/rules/draft";
import { toJson } from "@/rules/draft";
import { copyOf } from "@/rules/edits";
import { isObject } from "@/rules/json";
import { type Limits, NO_LIMITS } from "./limits";

/** What is kept in the browser of an edit that isn't saved yet. */
export type Stored = { at: number; name: string; description: string; labels: string[]; limits: Limits; root: Group };

const VERSION = 2;
const keyOf = (segment: string | undefined) => `shoal-draft ${segment ?? "new"}`;

export function store(segment: string | undefined, draft: Stored) {
  try {
    localStorage.setItem(keyOf(segment), JSON.stringify({ version: VERSION, ...draft }));
  } catch {
    // Blocked or full: the page warns before it is left all the same.
  }
}

export function forget(segment: string | undefined) {
  try {
    localStorage.removeItem(keyOf(segment));
  } catch {
    // as above
  }
}

/** The draft that was kept; null when there is none, or none that can be read. */
export function stored(segment: string | undefined): Stored | null {
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(segment)) ?? "null") as (Stored & { version: number }) | null;
    if (found?.version !== VERSION || typeof found.at !== "number" || typeof found.name !== "string") return null;
    if (!isNode(found.root) || found.root.type !== "group") return null;
    toJson(found.root);
    const labels = Array.isArray(found.labels) ? found.labels.filter((label) => typeof label === "string") : [];
    // Ids of another visit could be those of this one.
    return {
      at: found.at,
      name: found.name,
      description: String(found.description ?? ""),
      labels,
      limits: isObject(found.limits) ? { ...NO_LIMITS, ...found.limits } : NO_LIMITS,
      root: copyOf(found.root),
    };
  } catch {
    return null;
  }
}

function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null) return false;
  const node = value as Partial<Group> & { body?: unknown; trees?: unknown };
  if (typeof node.nots !== "number") return false;
  if ((node.type as string) === "leaf") {
    if (typeof node.body !== "object" || node.body === null) return false;
    return node.trees === undefined || (isObject(node.trees) && Object.values(node.trees).every(isNode));
  }
  return (
    node.type === "group" &&
    ["all", "any", "none"].includes(node.join!) &&
    Array.isArray(node.children) &&
    node.children.every(isNode)
  );
}
