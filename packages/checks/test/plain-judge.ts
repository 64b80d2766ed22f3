/** The checks of the property test, in plain loops over rows in memory: what the SQL has to agree with. */

export interface Row {
  symbol: string | null;
  trade_date: string;
  open: number | null;
  high: number | null;
  low: number | null;
  close: number | null;
  volume: number | null;
  amount: number | null;
  pre_close: number | null;
  factor: number | null;
  source: string | null;
}

type Rule = (row: Row) => boolean;

const isThere = (value: number | null): value is number => value !== null;
const isWrongNumber = (value: number | null): boolean => isThere(value) && !Number.isFinite(value);

function brokenBar({ open, high, low, close }: Row): boolean {
  if ([open, high, low, close].some(isWrongNumber)) return true;
  const lowest = low ?? Math.min(...[open, high, close].filter(isThere));
  if (lowest <= 0) return true;
  const rest = [open, close].filter(isThere);
  if (isThere(low) && rest.some((price) => price < low)) return true;
  return isThere(high) && [...rest, ...[low].filter(isThere)].some((price) => price > high);
}

function wrongVolume({ volume, amount, low, high }: Row): boolean {
  if (isThere(volume) && volume < 0) return true;
  if (isWrongNumber(amount) || (isThere(amount) && amount < 0)) return true;
  if (!isThere(volume) || !isThere(amount)) return false;
  if ((volume === 0) !== (amount === 0)) return true;
  if (volume === 0) return false;
  // As IEEE has it in PostgreSQL: NaN is above every number.
  const below = isThere(low) && (Number.isNaN(low) || amount < low * 0.9 * volume);
  const above = isThere(high) && !Number.isNaN(high) && amount > high * 1.1 * volume;
  return below || above;
}

/** By id of the check in `property.test.ts`. */
export const ROW_RULES: Record<string, Rule> = {
  "no-nulls": ({ close }) => close === null,
  "no-missing": ({ source }) => source === null || ["", "N/A"].includes(source),
  complete: ({ open, close }) => open === null || close === null,
  range: ({ amount }) => isThere(amount) && !(Number.isFinite(amount) && amount >= 0 && amount < 1000),
  set: ({ source }) => source !== null && !["tdx", "akshare", "o'brien"].includes(source),
  pattern: ({ symbol }) => symbol !== null && !/^\d{6}\.(SH|SZ)$/.test(symbol),
  ohlc: brokenBar,
  volume: wrongVolume,
  compare: ({ open, factor }) =>
    isThere(open) && isThere(factor) && !(greater(factor, open) || Object.is(factor, open)),
  finite: ({ pre_close, factor }) => isWrongNumber(pre_close) || isWrongNumber(factor),
};

const greater = (a: number, b: number): boolean => (Number.isNaN(a) ? !Number.isNaN(b) : a > b);

export function failedRows(id: string, rows: readonly Row[]): number {
  return rows.filter(ROW_RULES[id]!).length;
}

/** Keys that come more than once, and the rows that have them; null equals null. */
export function duplicates(rows: readonly Row[]): { keys: number; rows: number } {
  const counts = new Map<string, number>();
  for (const { symbol, trade_date } of rows) {
    const key = JSON.stringify([symbol, trade_date]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const doubled = [...counts.values()].filter((count) => count > 1);
  return { keys: doubled.length, rows: doubled.reduce((sum, count) => sum + count, 0) };
}

/** Rows whose series rule fails; `rows` hold one row a symbol and day. */
export function failedSeries(id: string, rows: readonly Row[]): number {
  const bySymbol = Map.groupBy(rows, ({ symbol }) => symbol);
  return [...bySymbol.values()].reduce((sum, series) => {
    const sorted = series.toSorted((a, b) => a.trade_date.localeCompare(b.trade_date));
    return sum + sorted.filter((_, at) => SERIES_RULES[id]!(sorted, at)).length;
  }, 0);
}

const SERIES_RULES: Record<string, (rows: readonly Row[], at: number) => boolean> = {
  "previous-close": (rows, at) => {
    const [row, before] = [rows[at]!, rows[at - 1]];
    const parts = [row.pre_close, before?.close, before?.factor, row.factor];
    if (parts.some((part) => part === null || part === undefined) || row.factor === 0) return false;
    const expected = (before!.close! * before!.factor!) / row.factor!;
    return Math.abs(row.pre_close! - expected) > 0.5;
  },
  "adjust-factor": (rows, at) => {
    const [factor, before] = [rows[at]!.factor, rows[at - 1]?.factor];
    return factor !== null && (factor <= 0 || (before !== null && before !== undefined && factor < before));
  },
  jump: (rows, at) => {
    const [close, before] = [rows[at]!.close, rows[at - 1]?.close];
    if (close === null || before === null || before === undefined || before === 0) return false;
    return Math.abs(close / before - 1) > 0.3;
  },
  stale: (rows, at) => {
    const run = rows.slice(Math.max(0, at - 2), at + 1);
    return (
      run.length === 3 &&
      run.every(({ close }) => close !== null && close === run[0]!.close) &&
      // min() skips NULL.
      run.some(({ volume }) => volume !== null) &&
      run.every(({ volume }) => volume === null || volume > 0)
    );
  },
};
