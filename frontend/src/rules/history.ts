const DEPTH = 50;
const TOGETHER_MS = 1200;

/** What was, is, and was undone. */
export type History<T> = {
  past: readonly T[];
  now: T;
  next: readonly T[];
  /** What the last change was of, and when; changes of the same thing shortly after each other are one step. */
  of?: string;
  at?: number;
};

export function startHistory<T>(now: T): History<T> {
  return { past: [], now, next: [] };
}

/** A change at an instant (milliseconds). Give `of` where somebody types: then a word is one step, not each letter. */
export function change<T>(history: History<T>, now: T, at: number, of?: string): History<T> {
  if (now === history.now) return history;
  const together = of !== undefined && of === history.of && at - (history.at ?? 0) < TOGETHER_MS;
  const past = together ? history.past : [...history.past, history.now].slice(-DEPTH);
  return { past, now, next: [], of, at };
}

export function undo<T>(history: History<T>): History<T> {
  if (history.past.length === 0) return history;
  return { past: history.past.slice(0, -1), now: history.past.at(-1)!, next: [history.now, ...history.next] };
}

export function redo<T>(history: History<T>): History<T> {
  const [now, ...next] = history.next;
  return now === undefined ? history : { past: [...history.past, history.now], now, next };
}
