import {
  Activity,
  ArrowRightLeft,
  CircleHelp,
  Dices,
  Gauge,
  Grid3x3,
  Layers,
  type LucideIcon,
  Mail,
  MapPin,
  Route,
  ShieldCheck,
  Sigma,
  Smartphone,
  Tag,
  UserRound,
  Zap,
} from "lucide-react";
import { type Leaf, type LeafKind, newLeaf } from "@/rules/draft";
import type { ConditionKind } from "@/rules/language";

/** Each kind of condition has its colour and its picture. */
export const KINDS: Record<ConditionKind | "other", { icon: LucideIcon; color: string }> = {
  event: { icon: Zap, color: "accent" },
  sequence: { icon: Route, color: "accent" },
  lifecycle: { icon: Activity, color: "accent" },
  compare: { icon: ArrowRightLeft, color: "accent" },
  response: { icon: Mail, color: "orange" },
  attribute: { icon: UserRound, color: "green" },
  tag: { icon: Tag, color: "cyan" },
  device: { icon: Smartphone, color: "pink" },
  location: { icon: MapPin, color: "green" },
  consent: { icon: ShieldCheck, color: "green" },
  segment: { icon: Layers, color: "violet" },
  value_of: { icon: Sigma, color: "violet" },
  rfm: { icon: Grid3x3, color: "violet" },
  score: { icon: Gauge, color: "violet" },
  sample: { icon: Dices, color: "gray" },
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
    case "sequence":
      return newLeaf("sequence", { sequence: [{}, { absent: true, within: "24h" }], window: { last: "30d" } });
    case "lifecycle":
      return newLeaf("lifecycle", { lifecycle: "stopped", period: "14d" });
    case "compare":
      return newLeaf("compare", { compare: [{}, {}], window: { last: "30d" } });
    case "location":
      return newLeaf("location", { location: { country: [] } });
    case "consent":
      return newLeaf("consent", { op: "granted" });
    case "rfm":
      return newLeaf("rfm", { rfm: {} });
    case "sample":
      return newLeaf("sample", { sample: 10, seed: "sample-1" });
    default:
      return newLeaf(kind);
  }
}
