import type { ExpressionMaker } from "./expression-maker.ts";

/**
 * How far two right engines can agree on a value. `sums`: to the bit, and so do its sums in any order. `bits`: to
 * the bit. `digits`: but for the last digits, so nothing that jumps may be built on it (a comparison, `floor`, a
 * rank), nor anything that makes a small difference large.
 */
export type Agreement = "digits" | "bits" | "sums";

export type Made = { text: string; agreement: Agreement };

/** Which Prometheus is asked: some functions have come since 2.42, and one has changed its name. */
export type Dialect = "2.42" | "3";

export type Production = {
  feature: string;
  dialects?: readonly Dialect[];
  make: (maker: ExpressionMaker, depth: number) => Made;
  /** The best agreement it can have: it is not asked where more is needed. */
  agreement: Agreement;
};

export const RANKS: Record<Agreement, number> = { digits: 0, bits: 1, sums: 2 };

export function atMost(a: Agreement, b: Agreement): Agreement {
  return RANKS[a] < RANKS[b] ? a : b;
}
