/** Where a value was found: an attribute of a profile, or a property of an event. */
export type Place = { attribute: string } | { event: string; property: string };

type Condition = Record<string, unknown>;

/** As long as a rule in the address of the builder can be. */
const LONGEST = 8000;

const written = (condition: Condition): string | null => {
  const rule = JSON.stringify({ all: [condition] });
  return rule.length <= LONGEST ? rule : null;
};

/** The rule of everyone who did the event, as JSON; null where it is too long. */
export function ruleOfEvent(event: string): string | null {
  return written({ event });
}

/** The rule of everyone who has the attribute, as JSON; null where no rule can ask for it. */
export function ruleOfAttribute(attribute: string): string | null {
  const leaf = leafOf("attribute", attribute, { op: "is_set" });
  return leaf && written(leaf);
}

/** The rule of everyone who has the value there, as JSON; null where no rule can ask for it. */
export function ruleOfValue(place: Place, value: unknown): string | null {
  const test = testOf(value);
  if (test === null) return null;
  if ("attribute" in place) {
    const leaf = leafOf("attribute", place.attribute, test);
    return leaf && written(leaf);
  }
  const leaf = leafOf("property", place.property, test);
  return leaf && written({ event: place.event, where: leaf });
}

function testOf(value: unknown): Condition | null {
  if (typeof value === "string") return { op: "is", value };
  if (typeof value === "number") return { op: "eq", value };
  if (typeof value === "boolean") return { op: value ? "is_true" : "is_false" };
  return null;
}

/** What is inside a list is asked of its items; a list inside a list can't be. */
function leafOf(key: "attribute" | "property", path: string, test: Condition): Condition | null {
  const [list, inner, ...more] = path.split("[]");
  if (inner === undefined) return { [key]: path, ...test };
  if (more.length > 0 || !list) return null;
  return { [key]: list, op: "any_item", value: { all: [{ item: inner.replace(/^\./, ""), ...test }] } };
}
