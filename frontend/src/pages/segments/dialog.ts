import type { SegmentRow, Use } from "@/api/schema";
import type { Refused } from "./actions";

/** What the page asks about in a modal; one at a time. */
export type Dialog =
  | { kind: "rename"; row: SegmentRow }
  | { kind: "labels"; rows: SegmentRow[] }
  | { kind: "later"; rows: SegmentRow[]; active: boolean }
  | { kind: "uses"; row: SegmentRow; uses: Use[] }
  | { kind: "refused"; refused: Refused }
  | { kind: "members"; row: SegmentRow }
  | { kind: "freeze"; row: SegmentRow }
  | { kind: "static" }
  | { kind: "templates" };

export type Ask = (dialog: Dialog) => void;
