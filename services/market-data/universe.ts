import type { SourcePrices } from "./prices.ts";
import { seedOf, uniform } from "./seeded.ts";

type DataSource = "vega-datasets" | "derived";

export interface Instrument {
  symbol: string;
  name: string;
  exchange: "SAMPLE";
  securityType: "INDEX" | "STOCK";
  listingBoard: string;
  /** Where its daily bars come from. */
  dataSource: DataSource;
  seed: number;
  /** Price on the first day of the reserve, for derived bars. */
  level: number;
  /** How much of the index's relative move it follows. */
  beta: number;
  sharesOutstanding: number;
}

export const INDEX_SYMBOL = "SPX.US";

/** The index and the five companies of the source, then derived instruments up to `size`. */
export function buildUniverse(source: SourcePrices, size: number): Instrument[] {
  const real = [index(), ...companies(source)];
  const derived = Array.from({ length: Math.max(0, size - real.length) }, (_, at) =>
    derivedInstrument(at + 1),
  );
  return [...real, ...derived];
}

function index(): Instrument {
  return {
    ...described(INDEX_SYMBOL, "S&P 500"),
    securityType: "INDEX",
    listingBoard: "INDEX",
    dataSource: "vega-datasets",
    level: 0,
    beta: 1,
  };
}

function companies(source: SourcePrices): Instrument[] {
  const latest = new Map(source.stocks.map(({ symbol, price }) => [symbol, price]));
  return [...latest].map(([ticker, level]) => ({
    ...described(`${ticker}.US`, `${ticker} (monthly real, daily derived)`),
    level,
  }));
}

/** Codes no exchange has given out, so that nobody takes them for a listed company. */
function derivedInstrument(number: number): Instrument {
  const code = `99${String(number).padStart(4, "0")}.${number % 2 === 1 ? "SH" : "SZ"}`;
  return described(code, `Derived ${String(number).padStart(4, "0")}`);
}

function described(symbol: string, name: string): Instrument {
  const seed = seedOf(symbol);
  return {
    symbol,
    name,
    exchange: "SAMPLE",
    securityType: "STOCK",
    listingBoard: "MAIN",
    dataSource: "derived",
    seed,
    level: 8 + 90 * uniform(seed, 1) ** 2,
    beta: 0.4 + uniform(seed, 2),
    sharesOutstanding: Math.round(50 + 2_000 * uniform(seed, 3)) * 1_000_000,
  };
}
