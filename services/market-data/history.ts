import type { Pool } from "pg";
import { dailyBar } from "./derived-bar.ts";
import { dailyRow, insertDaily, type DailyRow } from "./loaders/daily-rows.ts";
import type { Market } from "./market.ts";
import type { SourcePrices } from "./prices.ts";
import {
  dateText,
  dayOf,
  dayOfDate,
  firstShift,
  momentOf,
  sourceIndexOf,
  type SampleShift,
} from "./sample-clock.ts";
import { INDEX_SYMBOL, type Instrument } from "./universe.ts";

/** Derived history before the first load: two years, less for a large universe. The index has all its real history. */
const DERIVED_DAYS = 500;
const DERIVED_ROWS = 200_000;
const ROWS_A_BATCH = 5_000;

/** The shift of the first load, or a new one (and an empty history) when its source days are used up. */
export async function settleShift(pool: Pool, source: SourcePrices, now: Date): Promise<SampleShift> {
  const kept = await readShift(pool);
  const bars = source.index.length;
  if (kept !== undefined && sourceIndexOf(kept, momentOf(now).day + 1, bars) !== undefined) return kept;
  const shift = firstShift(now, bars);
  await pool.query("TRUNCATE daily_kline, sample_shift");
  await pool.query("INSERT INTO sample_shift (anchor_date, anchor_index) VALUES ($1, $2)", [
    dateText(shift.anchorDay),
    shift.anchorIndex,
  ]);
  return shift;
}

async function readShift(pool: Pool): Promise<SampleShift | undefined> {
  const { rows } = await pool.query<{ date: string; index: number }>(
    `SELECT anchor_date::text AS date, anchor_index AS index FROM sample_shift`,
  );
  const [row] = rows;
  return row && { anchorDay: dayOfDate(row.date), anchorIndex: row.index };
}

/** Writes every closed day that is not stored yet, each symbol from where it stopped. Returns rows written. */
export async function fillDailyHistory(market: Market): Promise<number> {
  const stored = await latestStoredDays(market.pool);
  const session = await market.pool.connect();
  let written = 0;
  try {
    await session.query("BEGIN");
    for (const rows of batches(market, stored)) {
      await insertDaily(session, rows);
      written += rows.length;
    }
    await session.query("COMMIT");
  } finally {
    // Closed, not given back: after an error it is still within the transaction.
    session.release(true);
  }
  return written;
}

function* batches(market: Market, stored: Map<string, number>): Generator<DailyRow[]> {
  let batch: DailyRow[] = [];
  for (const instrument of market.universe) {
    batch.push(...missingRows(market, instrument, stored.get(instrument.symbol)));
    if (batch.length < ROWS_A_BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function latestStoredDays(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ symbol: string; latest: string }>(
    `SELECT symbol, max(trade_date)::text AS latest FROM daily_kline WHERE interval_type = 'D' GROUP BY symbol`,
  );
  return new Map(rows.map(({ symbol, latest }) => [symbol, dayOfDate(latest)]));
}

function missingRows(market: Market, instrument: Instrument, latest: number | undefined): DailyRow[] {
  const { source, shift } = market;
  const end = sourceIndexOf(shift, momentOf(market.now()).day, source.index.length) ?? source.index.length;
  const begin =
    latest === undefined
      ? firstIndex(instrument, market)
      : (sourceIndexOf(shift, latest + 1, source.index.length) ?? end);
  const rows: DailyRow[] = latest === undefined ? monthlyRows(market, instrument) : [];
  for (let at = begin; at < end; at++)
    rows.push(dailyRow(instrument, dateText(dayOf(shift, at)), dailyBar(instrument, source.index, at)));
  return rows;
}

function firstIndex({ symbol }: Instrument, { shift, universe }: Market): number {
  if (symbol === INDEX_SYMBOL) return 0;
  const days = Math.min(DERIVED_DAYS, Math.floor(DERIVED_ROWS / universe.length));
  return Math.max(0, shift.anchorIndex - days);
}

/** The real monthly prices of the five companies, shifted so that the last one falls on the month before the anchor. */
function monthlyRows({ source, shift }: Market, { symbol }: Instrument): DailyRow[] {
  const months = source.stocks.filter((stock) => `${stock.symbol}.US` === symbol);
  return months.map(({ price }, at) => ({
    symbol,
    tradeDate: monthBefore(shift.anchorDay, months.length - at),
    intervalType: "M",
    open: price,
    high: price,
    low: price,
    close: price,
    volume: null,
    amount: null,
    turnoverRate: null,
    peRatio: null,
    pbRatio: null,
    dataSource: "vega-datasets",
  }));
}

function monthBefore(day: number, months: number): string {
  const [year = 0, month = 1] = dateText(day).split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}
