// Prints the gzipped size of what the first load needs, and fails over the budget.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 260;
const folder = new URL("../../src/shoal/web/static/", import.meta.url).pathname;
const page = readFileSync(join(folder, "index.html"), "utf8");
const files = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);

// Scripts that the entry imports statically are part of the first load, as is one language.
const seen = new Set();
function add(file) {
  if (seen.has(file)) return;
  seen.add(file);
  if (!file.endsWith(".js")) return;
  const text = readFileSync(join(folder, file), "utf8");
  for (const [, name] of text.matchAll(/(?:from|^import|;import)\s*"\.\/([^"]+\.js)"/g)) add(`assets/${name}`);
}
for (const file of files) add(file);
const language = readFileSync(
  join(
    folder,
    files.find((file) => /assets\/index-.*\.js$/.test(file)),
  ),
  "utf8",
).match(/\.\/(en-[\w-]+\.js)/);
if (language) add(`assets/${language[1]}`);

const size = (ending) =>
  [...seen]
    .filter((file) => file.endsWith(ending))
    .reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0) / 1000;
const scripts = size(".js");
process.stdout.write(
  `first load, gzipped: ${scripts.toFixed(1)} kB of scripts (budget ${BUDGET_KB}), ${size(".css").toFixed(1)} kB of styles\n`,
);
process.exit(scripts > BUDGET_KB ? 1 : 0);
