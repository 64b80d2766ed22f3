import type { Pool } from "pg";
import { columnLiteral } from "../column-literal.ts";
import type { Bar } from "../prices.ts";
import type { Instrument } from "../universe.ts";

export interface DailyRow extends Bar {
  symbol: string;
  /** `2026-11-24` */
  tradeDate: string;
  intervalType: "D" | "M";
  amount: number | null;
  turnoverRate: number | null;
  peRatio: number | null;
  pbRatio: number | null;
  dataSource: string;
}

/** A row as stored; amount and ratios follow from a derived bar, the index has none. */
export function dailyRow(instrument: Instrument, tradeDate: string, bar: Bar): DailyRow {
  const derived = instrument.dataSource === "derived" && bar.volume !== null;
  const average = (bar.open + bar.high + bar.low + bar.close) / 4;
  return {
    symbol: instrument.symbol,
    tradeDate,
    intervalType: "D",
    ...bar,
    amount: derived ? Math.round(bar.volume! * average * 100) / 100 : null,
    turnoverRate: derived ? bar.volume! / instrument.sharesOutstanding : null,
    peRatio: derived ? (15 * bar.close) / instrument.level : null,
    pbRatio: derived ? (2 * bar.close) / instrument.level : null,
    dataSource: instrument.dataSource,
  };
}

const COLUMNS = `symbol, trade_date, interval_type, open, high, low, close, volume, amount,
  turnover_rate, pe_ratio, pb_ratio, adj_factor, data_source`;

const ROWS = `SELECT symbol, trade_date, interval_type, open, high, low, close, volume, amount,
    turnover_rate, pe_ratio, pb_ratio, 1, data_source
  FROM unnest($1::text[], $2::date[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::bigint[],
    $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::text[])
    AS r(symbol, trade_date, interval_type, open, high, low, close, volume, amount,
      turnover_rate, pe_ratio, pb_ratio, data_source)`;

const INSERT = `INSERT INTO daily_kline (${COLUMNS}) ${ROWS}`;

// One statement, so that no reader sees the rows missing between the delete and the insert.
const MERGE = `
  WITH replaced AS (
    DELETE FROM daily_kline old
    USING unnest($1::text[], $2::date[], $3::text[]) AS r(symbol, trade_date, interval_type)
    WHERE old.symbol = r.symbol AND old.trade_date = r.trade_date AND old.interval_type = r.interval_type)
  ${INSERT}`;

/** Adds rows as they are; where some are there already they become duplicates. Returns bytes sent. */
export function insertDaily(pool: Pick<Pool, "query">, rows: readonly DailyRow[]): Promise<number> {
  return send(pool, INSERT, rows);
}

/** Replaces the rows of the same symbol, date and interval. Returns bytes sent. */
export function mergeDaily(pool: Pick<Pool, "query">, rows: readonly DailyRow[]): Promise<number> {
  return send(pool, MERGE, rows);
}

async function send(pool: Pick<Pool, "query">, text: string, rows: readonly DailyRow[]): Promise<number> {
  const values = [
    rows.map((row) => row.symbol),
    rows.map((row) => row.tradeDate),
    rows.map((row) => row.intervalType),
    rows.map((row) => row.open),
    rows.map((row) => row.high),
    rows.map((row) => row.low),
    rows.map((row) => row.close),
    rows.map((row) => row.volume),
    rows.map((row) => row.amount),
    rows.map((row) => row.turnoverRate),
    rows.map((row) => row.peRatio),
    rows.map((row) => row.pbRatio),
    rows.map((row) => row.dataSource),
  ].map(columnLiteral);
  await pool.query(text, values);
  return values.reduce((bytes, value) => bytes + value.length, 0);
}
