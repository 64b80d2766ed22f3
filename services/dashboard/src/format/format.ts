import { UNITS, formatDuration, formatRoundDuration, measureDuration } from "./duration.ts";
import type { Measure } from "./duration.ts";
import { createNumbers } from "./number.ts";
import type { Numbers } from "./number.ts";
import { createTimes } from "./time.ts";
import type { Times } from "./time.ts";

export const NOTHING = "–";

export type Format = {
  numbers: Numbers;
  times: Times;
  duration: (ms: number | null) => string;
  /** Without zeros that say nothing, for limits and axes. */
  roundDuration: (ms: number) => string;
  /** Number and unit apart, for large figures. */
  measure: (ms: number | null) => Measure;
};

export function createFormat(language: "en" | "zh", timeZone: string): Format {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const units = UNITS[language];
  return {
    numbers: createNumbers(locale),
    times: createTimes(locale, timeZone),
    duration: (ms) => (ms === null ? NOTHING : formatDuration(ms, units)),
    roundDuration: (ms) => formatRoundDuration(ms, units),
    measure: (ms) => (ms === null ? { value: NOTHING, unit: "" } : measureDuration(ms, units)),
  };
}
