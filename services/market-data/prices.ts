import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Bar {
  open: number;
  high: number;
  low: number;
  close: number;
  /** Shares; null where the source has none. */
  volume: number | null;
}

export interface DailyBar extends Bar {
  /** `2019-04-23` */
  date: string;
}

/** The price of the first day of a month; the source has no range and no volume. */
export interface MonthlyPrice {
  symbol: string;
  /** First day of the month, `2010-03-01`. */
  month: string;
  price: number;
}

export interface SourcePrices {
  /** S&P 500, 2000-01-03 to 2020-04-17, oldest first. */
  index: DailyBar[];
  /** Five companies, 2000 to March 2010, oldest first. */
  stocks: MonthlyPrice[];
}

/** Reads the files of the installed `vega-datasets` package. */
export async function readSourcePrices(): Promise<SourcePrices> {
  const data = join(dirname(fileURLToPath(import.meta.resolve("vega-datasets"))), "..", "data");
  const [index, stocks] = await Promise.all([
    readFile(join(data, "sp500-2000.csv"), "utf8"),
    readFile(join(data, "stocks.csv"), "utf8"),
  ]);
  return { index: parseDailyBars(index), stocks: parseMonthlyPrices(stocks) };
}

/** Columns `date,open,high,low,close,adjclose,volume`. Throws on a row that is not all numbers. */
export function parseDailyBars(csv: string): DailyBar[] {
  return rowsOf(csv, "date,open,high,low,close,adjclose,volume").map(
    ([date = "", open, high, low, close, , volume]) => ({
      date,
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume: price(volume),
    }),
  );
}

/** Columns `symbol,date,price` with dates such as `Jan 1 2000`. */
export function parseMonthlyPrices(csv: string): MonthlyPrice[] {
  return rowsOf(csv, "symbol,date,price").map(([symbol = "", date, value]) => ({
    symbol,
    month: new Date(`${date} UTC`).toISOString().slice(0, 10),
    price: price(value),
  }));
}

function rowsOf(csv: string, header: string): string[][] {
  const [first, ...lines] = csv.trim().split(/\r?\n/);
  if (first !== header) throw new Error(`prices: expected the columns ${header}, got ${first}`);
  return lines.map((line) => line.split(","));
}

function price(text: string | undefined): number {
  const value = Number(text);
  if (text === undefined || text === "" || !Number.isFinite(value))
    throw new Error(`prices: ${JSON.stringify(text)} is not a number`);
  return value;
}
