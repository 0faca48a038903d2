/** Where a problem of the text form stands, which the server says in the message: "line 2, column 5: …" and the line. */
export type Place = { line: number; column: number; length: number; message: string };

const PLACED = /^line (\d+), column (\d+): ([\s\S]*)$/;

/** The place and the bare message; null when the message names none. */
export function placeOf(message: string): Place | null {
  const found = PLACED.exec(message);
  if (!found) return null;
  const [first = "", , marks = ""] = found[3]!.split("\n");
  const carets = /\^+/.exec(marks);
  return { line: Number(found[1]), column: Number(found[2]), length: carets?.[0].length ?? 1, message: first };
}

/** The text in pieces, those at the places marked. Places are code points of a line, as the server counts. */
export function marked(text: string, places: readonly Place[]): { text: string; bad: boolean }[] {
  const spans = places
    .map((place) => {
      const start = offsetOf(text, place.line, place.column);
      return { start, end: start + place.length };
    })
    .sort((a, b) => a.start - b.start);
  const pieces: { text: string; bad: boolean }[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start < at) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), bad: false });
    // At the end of the text there is nothing to underline but a space.
    pieces.push({ text: text.slice(start, end) || " ", bad: true });
    at = Math.min(end, text.length);
  }
  if (at < text.length) pieces.push({ text: text.slice(at), bad: false });
  return pieces;
}

function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const inLine = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  return Math.min(text.length, before + inLine);
}
