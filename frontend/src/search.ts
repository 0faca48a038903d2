/** Reads search parameters, which anybody may have typed: each function gives a good value or undefined, never throws. */

/** A text of at most so many characters; empty is none. */
export function textParam(value: unknown, most = 200): string | undefined {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text.slice(0, most) : undefined;
}

/** One of the allowed words. */
export function choiceParam<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((word) => word === value);
}

/** A whole number between two bounds. */
export function numberParam(value: unknown, least: number, most: number): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= least && number <= most
    ? number
    : undefined;
}

/** A list of texts, without repetitions; a single text is a list of one; empty is none. */
export function listParam(value: unknown, most = 50): string[] | undefined {
  const given = Array.isArray(value) ? value : [value];
  const texts = [...new Set(given.map((item) => textParam(item)).filter((item) => item !== undefined))].slice(0, most);
  return texts.length > 0 ? texts : undefined;
}

/** True only when the address says so. */
export function flagParam(value: unknown): true | undefined {
  return value === true || value === "true" || value === 1 ? true : undefined;
}
