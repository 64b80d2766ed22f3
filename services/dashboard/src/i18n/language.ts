import type { Dictionary } from "./dictionary.ts";

const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What was asked in the address, else chosen before, else the first of the browser's languages that we speak. */
export function chooseLanguage(
  asked: string | null,
  stored: string | null,
  browser: readonly string[],
): Language {
  for (const wish of [asked, stored, ...browser]) {
    const language = LANGUAGES.find((known) => wish?.toLowerCase().startsWith(known));
    if (language !== undefined) return language;
  }
  return "en";
}

/** Each language is its own chunk: nobody downloads both. */
export async function loadDictionary(language: Language): Promise<Dictionary> {
  if (language === "zh") return (await import("./zh.ts")).zh;
  return (await import("./en.ts")).en;
}
