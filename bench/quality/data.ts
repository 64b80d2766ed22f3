import type { Client } from "pg";

const SYMBOLS = 4_000;
const DAYS = 250;
export const ROWS = SYMBOLS * DAYS + 15;

/** What was planted; a tool that reports anything else is not timed. */
export const TRUTH = { nullClose: 142, ohlc: 112, volume: 50, source: 34, doubledKeys: 20, missing: 5 };

/**
 * Daily bars of 4,000 symbols on 250 days, with defects by row id, so that anybody can build the same table: close null
 * where id mod 7001 = 0, high below low where id mod 9001 = 5, volume negative where id mod 20011 = 7, an unknown source
 * where id mod 30011 = 9, the row twice where id mod 50021 = 11, and 600001.SH without five days.
 */
export async function createBars(client: Client): Promise<void> {
  await client.query(`
    CREATE TABLE daily_kline (id bigint, symbol varchar(16) NOT NULL, trade_date date NOT NULL, open numeric(12,3),
      high numeric(12,3), low numeric(12,3), close numeric(12,3), pre_close numeric(12,3), volume bigint,
      amount numeric(20,2), adj_factor numeric(12,6), interval_type varchar(4), source text, updated_at timestamptz)`);
  await client.query(BARS, [SYMBOLS, DAYS]);
  await client.query(`
    DELETE FROM daily_kline WHERE symbol = '600001.SH' AND trade_date BETWEEN '2025-06-02' AND '2025-06-06'`);
  await client.query(`
    INSERT INTO daily_kline SELECT 1000000 + id, symbol, trade_date, open, high, low, close, pre_close, volume, amount,
      adj_factor, interval_type, source, updated_at FROM daily_kline WHERE id % 50021 = 11`);
  await client.query("CREATE INDEX daily_kline_symbol_date ON daily_kline (symbol, trade_date)");
  await client.query("CREATE INDEX daily_kline_date ON daily_kline (trade_date)");
  await client.query("VACUUM ANALYZE daily_kline");
}

const BARS = `
  WITH days AS (
    SELECT day::date FROM generate_series('2025-01-01'::date, '2025-12-31', '1 day') day
    WHERE extract(isodow FROM day) < 6 ORDER BY day OFFSET 11 LIMIT $2),
  numbered AS (SELECT day, row_number() OVER (ORDER BY day) AS n FROM days),
  bars AS (
    SELECT (n - 1) * $1::int + i AS id, day, i,
      10 + i % 90 + 2 * sin((n + i) / 9.0) AS close, 10 + i % 90 + 2 * sin((n - 1 + i) / 9.0) AS open
    FROM numbered, generate_series(1, $1::int) i)
  INSERT INTO daily_kline
  SELECT id, CASE WHEN i % 2 = 1 THEN (600000 + i) || '.SH' ELSE lpad(i::text, 6, '0') || '.SZ' END, day, open,
    CASE WHEN id % 9001 = 5 THEN least(open, close) - 0.06 ELSE greatest(open, close) + 0.05 END, least(open, close) - 0.05,
    CASE WHEN id % 7001 = 0 THEN NULL ELSE close END, open,
    CASE WHEN id % 20011 = 7 THEN -100 ELSE 100 * (1 + id % 5000) END, 100 * (1 + id % 5000) * close, 1, 'D',
    CASE WHEN id % 30011 = 9 THEN 'unknown' WHEN i % 3 = 0 THEN 'tdx' ELSE 'akshare' END, (day + time '17:30') AT TIME ZONE 'Asia/Shanghai'
  FROM bars ORDER BY day, i`;
