/** How a schedule is told: a key of the texts with its values. */
export type ScheduleWords =
  | { key: "hand" }
  | { key: "minutes" | "hours" | "days"; count: number }
  | { key: "daily"; time: string }
  | { key: "cron"; text: string };

/** `every 6 hours`, `daily at 06:00`, `manual` or none as words; five fields of cron stay as they are. */
export function scheduleWords(schedule: string | null): ScheduleWords {
  if (!schedule || schedule === "manual") return { key: "hand" };
  const every = /^every (\d+) (minute|hour|day)s?$/.exec(schedule);
  if (every) return { key: `${every[2]}s` as "minutes" | "hours" | "days", count: Number(every[1]) };
  const daily = /^daily at (\d\d:\d\d)$/.exec(schedule);
  return daily ? { key: "daily", time: daily[1]! } : { key: "cron", text: schedule };
}
