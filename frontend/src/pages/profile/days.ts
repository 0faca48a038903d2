import type { TimelineOut } from "@/api/schema";

export type Day = { key: string; at: string; events: TimelineOut[] };

/** Events in their order, those of one day together; `dayOf` names the day of an instant, in the zone that is shown. */
export function byDay(events: readonly TimelineOut[], dayOf: (at: string) => string): Day[] {
  const days: Day[] = [];
  for (const event of events) {
    const key = dayOf(event.at);
    const last = days.at(-1);
    if (last?.key === key) last.events.push(event);
    else days.push({ key, at: event.at, events: [event] });
  }
  return days;
}

// What says most about an event, in this order, where it is there.
const TELLING = [
  "name",
  "product_name",
  "title",
  "query",
  "subject",
  "order_id",
  "total",
  "revenue",
  "price",
  "category",
  "campaign",
  "screen",
  "path",
  "channel",
];

/** The few properties by which an event is told from another of its kind: those well known first, then short ones. */
export function tellingProperties(
  properties: Readonly<Record<string, unknown>>,
  most = 3,
): [string, string | number][] {
  const plain = Object.entries(properties).filter(
    (entry): entry is [string, string | number] =>
      (typeof entry[1] === "string" && entry[1] !== "" && entry[1].length <= 60) || typeof entry[1] === "number",
  );
  const rank = ([name]: [string, unknown]) => {
    const place = TELLING.indexOf(name.toLowerCase());
    return place < 0 ? TELLING.length + (/(^|_)id$|Id$|^context|^url$/.test(name) ? 1 : 0) : place;
  };
  return plain.sort((a, b) => rank(a) - rank(b)).slice(0, most);
}
