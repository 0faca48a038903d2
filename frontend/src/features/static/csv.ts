/** The beginning of a file of identifiers: what its first rows look like before it is sent. */
export type Head = {
  /** The cells of the first row, which are names when `width` is more than one. */
  header: string[];
  /** A few rows after the first. */
  rows: string[][];
  /** The column that by its name holds identifiers. */
  guess: string | null;
};

const DELIMITERS = [",", ";", "\t", "|"];
const SHOWN = 4;
// The server picks by the same names, in the same order.
const NAMES = [
  ["profileid", "profile", "shoalid"],
  ["userid", "user", "customerid", "customer", "externalid"],
  ["anonymousid", "anonymous", "deviceid"],
  ["email", "emailaddress", "mail"],
  ["id", "identifier", "identifiers", "member", "members"],
];

/** Reads the first rows of CSV, TSV or plain text; the text may end in the middle of a row. */
export function readHead(text: string): Head {
  const clean = text.replace(/^\ufeff/, "");
  const first = clean.split(/\r?\n/).find((line) => line.trim() !== "") ?? "";
  const delimiter = DELIMITERS.reduce((best, next) =>
    first.split(next).length > first.split(best).length ? next : best,
  );
  const rows = readRows(clean, delimiter, SHOWN + 1);
  const header = rows[0] ?? [];
  return { header, rows: rows.slice(1), guess: guessColumn(header) };
}

function guessColumn(header: readonly string[]): string | null {
  const plain = header.map((cell) => cell.trim().toLowerCase().replace(/[-_ ]/g, ""));
  for (const names of NAMES) {
    const place = plain.findIndex((cell) => names.includes(cell));
    if (place >= 0) return header[place]!;
  }
  return null;
}

function readRows(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.some((value) => value !== "")) rows.push(row);
    row = [];
    cell = "";
  };
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const sign = text[at]!;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === delimiter) {
      row.push(cell);
      cell = "";
    } else if (sign === "\n") endRow();
    else if (sign !== "\r") cell += sign;
  }
  if (rows.length < most && (cell !== "" || row.length > 0)) endRow();
  return rows;
}

/** The identifiers of a pasted text: one a line, or several with commas, semicolons or tabs between; none twice. */
export function pastedIdentifiers(text: string): string[] {
  return [...new Set(text.split(/[\n\r,;\t]+/).map((part) => part.trim()))].filter((part) => part !== "");
}

/** A CSV of rows whose cells a spreadsheet can't take for formulas. */
export function writeCsv(rows: readonly (readonly (string | number)[])[]): string {
  return `\ufeff${rows.map((row) => row.map(writeCell).join(",")).join("\r\n")}\r\n`;
}

function writeCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const tame = /^[\s]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(tame) || tame !== value ? `"${tame.replaceAll('"', '""')}"` : tame;
}
