/** A rule as lines to read: groups that join what is below them, and conditions in words. */
export type Criterion =
  | { kind: "group"; joins: "all" | "any" | "none"; children: Criterion[] }
  | { kind: "condition"; path: string; negated: boolean; rule: object };

type Json = Record<string, unknown>;

/**
 * The tree of a rule's JSON. `path` is the one by which the server names the condition in its lines; a condition that is
 * negated has its own words, which the server makes of `rule`.
 */
export function criteriaOf(rule: object, path = ""): Criterion {
  const node = rule as Json;
  const prefix = path === "" ? "" : `${path}.`;
  for (const joins of ["all", "any", "none"] as const) {
    const children = node[joins];
    if (Array.isArray(children)) {
      return {
        kind: "group",
        joins,
        children: children.map((child: object, i) => criteriaOf(child, `${prefix}${joins}[${i}]`)),
      };
    }
  }
  if (typeof node.not === "object" && node.not !== null) {
    const inner = criteriaOf(node.not, `${prefix}not`);
    // "Not all of these" and "not none of these" are a group that must not hold.
    if (inner.kind === "group") return { kind: "group", joins: "none", children: [inner] };
    return { ...inner, negated: !inner.negated, rule };
  }
  return { kind: "condition", path, negated: false, rule };
}

/** The conditions of a tree whose words the server's lines don't hold. */
export function negatedIn(tree: Criterion): (Criterion & { kind: "condition" })[] {
  if (tree.kind === "condition") return tree.negated ? [tree] : [];
  return tree.children.flatMap(negatedIn);
}

export type Piece = { text: string; strong: boolean };

// Quoted names and values, and numbers with what they count.
const STRONG =
  /"((?:[^"\\]|\\.)*)"|“([^”]*)”|(?<![\w.])[+-]?\d[\d,.:]*\d?(?: ?%| (?:minutes?|hours?|days?|weeks?|months?|quarters?|years?|times?|calendar (?:days?|weeks?|months?|years?)))?/g;

/** Words of a condition in pieces; names, values and numbers stand out, and what was quoted loses its quotes. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(STRONG)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), strong: false });
    pieces.push({ text: match[1] === undefined ? (match[2] ?? match[0]) : unquoted(match[1]), strong: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), strong: false });
  return pieces;
}

function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}
