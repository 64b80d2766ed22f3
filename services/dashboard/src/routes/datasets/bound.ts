const NUMBER = String.raw`-?\d+(?:\.\d+)?(?:e[+-]?\d+)?`;
const UNIT = "( rows| %| s)?";
const RANGE = new RegExp(`^(not )?(${NUMBER}) to (${NUMBER})${UNIT}$`);
const COMPARISON = new RegExp(`^(<=|>=|!=|<|>|=) (${NUMBER})${UNIT}$`);
const SIGNS: Readonly<Record<string, string>> = { "<=": "≤", ">=": "≥", "!=": "≠" };
const UNIT_NAMES = { "": "value", " rows": "rows", " %": "percent", " s": "seconds" } as const;

export interface BoundWords {
  within: (low: string, high: string) => string;
  outside: (low: string, high: string) => string;
  /** Each with the space before it. */
  units: Readonly<Record<"value" | "rows" | "percent" | "seconds", string>>;
}

export const BOUND_WORDS: Readonly<Record<"en" | "zh", BoundWords>> = {
  en: {
    within: (low, high) => `${low} to ${high}`,
    outside: (low, high) => `not ${low} to ${high}`,
    units: { value: "", rows: " rows", percent: " %", seconds: " s" },
  },
  zh: {
    within: (low, high) => `${low} 至 ${high}`,
    outside: (low, high) => `不在 ${low} 至 ${high} 之间`,
    units: { value: "", rows: " 行", percent: " %", seconds: " 秒" },
  },
};

/** The bound `>= 100000 rows` of the API in the reader's language: ≥ 100,000 rows. A text of another shape stays. */
export function boundText(bound: string, words: BoundWords, number: (value: number) => string): string {
  const shown = (digits = "") => number(Number(digits));
  const unit = (text = "") => words.units[UNIT_NAMES[text as keyof typeof UNIT_NAMES]];
  const range = RANGE.exec(bound);
  if (range !== null) {
    const [, not, low, high, of] = range;
    const told = not === undefined ? words.within : words.outside;
    return `${told(shown(low), shown(high))}${unit(of)}`;
  }
  const comparison = COMPARISON.exec(bound);
  if (comparison === null) return bound;
  const [, operator = "", limit, of] = comparison;
  return `${SIGNS[operator] ?? operator} ${shown(limit)}${unit(of)}`;
}
