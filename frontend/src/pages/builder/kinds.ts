import { CircleHelp, Layers, type LucideIcon, Mail, Smartphone, Tag, UserRound, Zap } from "lucide-react";
import { type Leaf, type LeafKind, newLeaf } from "@/rules/draft";
import type { ConditionKind } from "@/rules/language";

/** Each kind of condition has its colour and its picture. */
export const KINDS: Record<ConditionKind | "other", { icon: LucideIcon; color: string }> = {
  event: { icon: Zap, color: "accent" },
  attribute: { icon: UserRound, color: "green" },
  segment: { icon: Layers, color: "violet" },
  tag: { icon: Tag, color: "cyan" },
  response: { icon: Mail, color: "orange" },
  device: { icon: Smartphone, color: "pink" },
  other: { icon: CircleHelp, color: "gray" },
};

export function lookOf(kind: LeafKind) {
  return KINDS[kind === "property" || kind === "item" ? "other" : kind];
}

/** A condition of a kind to begin with. */
export function firstOf(kind: ConditionKind): Leaf {
  switch (kind) {
    case "tag":
      return newLeaf("tag", { op: "has_any_of", tag: [] });
    case "segment":
      return newLeaf("segment", { op: "in" });
    case "response":
      return newLeaf("response", { response: "opened", window: { last: "30d" } });
    case "device":
      return newLeaf("device", { device: "platform", op: "is_any_of", value: [] });
    default:
      return newLeaf(kind);
  }
}
