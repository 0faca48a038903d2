import { describe, expect, it } from "vitest";
import { preferredLanguage } from ".";

const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { eager: true, import: "default" });
const sources = import.meta.glob<string>(["../**/*.{ts,tsx}", "!../**/*.test.*", "!../api/schema.d.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});

function flat(node: Record<string, unknown>, before = ""): [string, string][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === "string"
      ? [[before + key, value] as [string, string]]
      : flat(value as Record<string, unknown>, `${before}${key}.`),
  );
}

const texts = (language: string) =>
  new Map<string, string>(
    Object.entries(files)
      .filter(([path]) => path.startsWith(`./${language}/`))
      .flatMap(([path, node]) => {
        const namespace = path.slice(`./${language}/`.length, -".json".length);
        return flat(node).map(([key, text]) => [`${namespace}:${key}`, text] as const);
      }),
  );

const english = texts("en");
const turkish = texts("tr");
const placeholders = (text: string) => [...text.matchAll(/\{\{\s*-?\s*(\w+)/g)].map((match) => match[1]).sort();

describe("texts", () => {
  it("are the same keys in both languages", () => {
    expect(
      [...english.keys()].filter((key) => !turkish.has(key)),
      "missing in Turkish",
    ).toEqual([]);
    expect(
      [...turkish.keys()].filter((key) => !english.has(key)),
      "missing in English",
    ).toEqual([]);
  });

  it("say something", () => {
    expect([...english, ...turkish].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("take the same values in both languages", () => {
    const differing = [...english].filter(
      ([key, text]) => `${placeholders(text)}` !== `${placeholders(turkish.get(key) ?? text)}`,
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it("have both forms where they count", () => {
    const one = [...english.keys()].filter((key) => key.endsWith("_one"));
    expect(one.filter((key) => !english.has(key.replace(/_one$/, "_other")))).toEqual([]);
  });

  it("hold every key that the code asks for by name", () => {
    const unknown = Object.entries(sources).flatMap(([path, source]) => {
      const own = [...source.matchAll(/useTranslation\(\s*\[?"([\w-]+)"/g)].map((match) => match[1]!);
      // A module without hooks binds its namespace once: t = (key) => i18next.t(`segments:${key}`).
      own.push(...[...source.matchAll(/i18next\.t\(`([\w-]+):\$\{key\}`/g)].map((match) => match[1]!));
      if (own.length === 0 && !source.includes("i18next.t(")) return [];
      return [...source.matchAll(/(?<![\w.])t\(\s*"([^"$]+)"/g), ...source.matchAll(/i18next\.t\(\s*"([^"$]+)"/g)]
        .map((match) => match[1]!)
        .filter((key) => {
          const names = key.includes(":") ? [key] : own.map((namespace) => `${namespace}:${key}`);
          return !names.some((name) => english.has(name) || english.has(`${name}_other`));
        })
        .map((key) => `${path}: ${key}`);
    });
    expect(unknown).toEqual([]);
  });
});

describe("preferredLanguage", () => {
  it("is the one that was chosen", () => {
    expect(preferredLanguage("tr", ["en-GB"])).toBe("tr");
  });

  it("is the first of the browser's that the app speaks", () => {
    expect(preferredLanguage(null, ["de-DE", "tr-TR", "en"])).toBe("tr");
  });

  it("is English when nothing else fits", () => {
    expect(preferredLanguage("xx", ["de", "fr"])).toBe("en");
    expect(preferredLanguage("toString", [])).toBe("en");
  });
});
