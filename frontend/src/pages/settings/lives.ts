const DAY = 86_400_000;

/** How long a new key works: days, or until it is revoked. */
export const LIVES = ["30", "90", "365", "never"] as const;
export type Life = (typeof LIVES)[number];

/** When a key made at `now` (milliseconds) stops working, null for never. */
export function expiryIn(life: Life, now: number): string | null {
  return life === "never" ? null : new Date(now + Number(life) * DAY).toISOString();
}
