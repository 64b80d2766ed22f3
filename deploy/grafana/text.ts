export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What people read, in each language; written in each, not translated. */
export type Text = Readonly<Record<Language, string>>;
