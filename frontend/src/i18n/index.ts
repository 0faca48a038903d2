import i18next, { type BackendModule, type ResourceKey } from "i18next";
import { initReactI18next } from "react-i18next";

/** The languages of the app, each named in itself. */
export const LANGUAGES = { en: "English", tr: "Türkçe" } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = "shoal-language";

// A chunk for each language and namespace, loaded by the page that needs it: a new namespace is two new files, no line of code.
const files = import.meta.glob<object>("./*/*.json", { import: "default" });

const backend: BackendModule = {
  type: "backend",
  init() {},
  read(language, namespace, done) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) return done(new Error(`no texts for ${namespace} in ${language}`), null);
    load().then(
      (texts) => done(null, texts as ResourceKey),
      (error) => done(error, null),
    );
  },
};

// What Mantine's calendars need to know of a language beyond English.
const calendars: Partial<Record<Language, () => Promise<unknown>>> = { tr: () => import("dayjs/locale/tr") };

function isLanguage(text: string | null | undefined): text is Language {
  return text != null && Object.hasOwn(LANGUAGES, text);
}

/** The language that was chosen, else the first of the browser's that the app speaks, else English. */
export function preferredLanguage(
  stored: string | null = readStored(),
  wanted: readonly string[] = navigator.languages ?? [navigator.language],
): Language {
  if (isLanguage(stored)) return stored;
  return wanted.map((tag) => tag.toLowerCase().split("-")[0]).find(isLanguage) ?? "en";
}

function readStored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** The language in use. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}

/** Loads a language's texts and shows them; what was chosen is remembered. */
export async function switchLanguage(language: Language) {
  await calendars[language]?.();
  try {
    localStorage.setItem(STORED, language);
  } catch {
    // Blocked storage: the choice holds for this visit.
  }
  await i18next.changeLanguage(language);
}

/** Must end before the first render. */
export async function startTexts(language: Language = preferredLanguage()) {
  i18next.on("languageChanged", (tag) => {
    document.documentElement.lang = tag;
  });
  await calendars[language]?.();
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ["common", "shell"],
      defaultNS: "shell",
      interpolation: { escapeValue: false }, // React escapes
      returnNull: false,
    });
  document.documentElement.lang = language;
}

/** The texts of a page, loaded beside its code. */
export const loadTexts = (namespace: string) => i18next.loadNamespaces(namespace);
