// Writes src/api/schema.d.ts from the OpenAPI document; with --check, fails when it isn't what would be written.
// A rule is a JSON object here: the compiler can't compare the whole language with itself, and src/rules reads it anyway.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString, stringToAST } from "openapi-typescript";

const target = new URL("../src/api/schema.d.ts", import.meta.url);
const document = new URL("../../schema/openapi.json", import.meta.url);
const anyObject = stringToAST("type T = { [key: string]: unknown };")[0].type;

const nodes = await openapiTS(document, {
  alphabetize: true,
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  transform: (_, { path }) => (path?.endsWith("/components/schemas/Rule") ? anyObject : undefined),
});
const header = "/* Made by `npm run types` from schema/openapi.json. */\n\n";
const text = header + astToString(nodes);

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    process.stderr.write("src/api/schema.d.ts isn't current: run `npm run types`\n");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
