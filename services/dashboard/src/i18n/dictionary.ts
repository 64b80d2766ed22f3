import type { en } from "./en.ts";

type Written<T> = T extends (...values: infer Values) => string ? (...values: Values) => string : string;

/** The keys of English with texts of any language: a missing or extra key does not compile. */
export type Dictionary = { [Key in keyof typeof en]: Written<(typeof en)[Key]> };
