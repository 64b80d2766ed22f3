import { countMarketData, trackOperation } from "@mystocks/telemetry";
import { columnLiteral } from "../column-literal.ts";
import { barOf, type Market } from "../market.ts";
import { onTable } from "../operation.ts";
import { priceAt } from "../price-path.ts";
import { momentOf } from "../sample-clock.ts";
import { uniform } from "../seeded.ts";
import type { Instrument } from "../universe.ts";

const MINUTE_MS = 60_000;
const BACKFILL_MINUTES = 60;
const BACKFILL_ROWS = 15_000;

export function minuteOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
}

const FROM_TICKS = `
  INSERT INTO minute_kline (ts, symbol, exchange, interval_type, open, high, low, close,
    volume, amount, num_trades, vwap, data_source)
  SELECT $2::timestamptz, symbol, min(exchange), '1min', (array_agg(price ORDER BY ts))[1], max(price), min(price),
    (array_agg(price ORDER BY ts DESC))[1], sum(volume), sum(amount), count(*), sum(amount) / sum(volume), 'derived'
  FROM tick_data
  WHERE symbol = ANY ($1::text[]) AND ts >= $2 AND ts < $2::timestamptz + interval '1 minute'
  GROUP BY symbol`;

/** Makes the bars of a closed minute out of its ticks. A symbol without ticks gets none. */
export async function saveMinuteBars(
  market: Market,
  symbols: readonly string[],
  minute: Date,
): Promise<void> {
  await trackOperation(
    "save_minute_kline",
    onTable("minute_kline", "MINUTE_KLINE", "SAVE"),
    async (operation) => {
      const { rowCount } = await market.pool.query(FROM_TICKS, [symbols, minute.toISOString()]);
      operation.rows(rowCount ?? 0);
      countMarketData(rowCount ?? 0, { datasource: "derived", dataType: "kline_1min" });
    },
  );
}

/**
 * Bars of the minutes that passed while the service was away, from the derived price path: one hour at most, less of a
 * large universe.
 */
export async function backfillMinuteBars(market: Market): Promise<number> {
  const running = minuteOf(market.now()).getTime();
  const minutes = Math.min(BACKFILL_MINUTES, Math.floor(BACKFILL_ROWS / market.universe.length));
  const from = Math.max(running - minutes * MINUTE_MS, (await latestMinute(market)) + MINUTE_MS);
  const bars: MinuteBar[] = [];
  for (let minute = from; minute < running; minute += MINUTE_MS)
    for (const instrument of market.universe) bars.push(...pathBar(market, instrument, new Date(minute)));
  if (bars.length > 0) await insertBars(market, bars);
  return bars.length;
}

async function latestMinute({ pool }: Market): Promise<number> {
  const { rows } = await pool.query<{ latest: Date | null }>("SELECT max(ts) AS latest FROM minute_kline");
  return rows[0]?.latest?.getTime() ?? 0;
}

interface MinuteBar {
  ts: Date;
  symbol: string;
  exchange: string;
  prices: number[];
  volume: number;
}

function pathBar(market: Market, instrument: Instrument, ts: Date): MinuteBar[] {
  const { day, fraction } = momentOf(ts);
  const daily = barOf(market, instrument, day);
  if (daily === undefined) return [];
  const seed = instrument.seed ^ day;
  const prices = [0, 15, 30, 45, 59].map((second) => priceAt(daily, seed, fraction + second / 86_400));
  const share = (daily.volume ?? 0) / 1_440 / 100;
  const volume = Math.max(1, Math.round(share * (0.5 + uniform(seed, ts.getTime() / MINUTE_MS, 31)))) * 100;
  return [{ ts, symbol: instrument.symbol, exchange: instrument.exchange, prices, volume }];
}

async function insertBars({ pool }: Market, bars: readonly MinuteBar[]): Promise<void> {
  await pool.query(
    `INSERT INTO minute_kline (ts, symbol, exchange, interval_type, open, high, low, close,
       volume, amount, num_trades, vwap, data_source)
     SELECT ts, symbol, exchange, '1min', open, high, low, close, volume, volume * vwap, trades, vwap, 'derived'
     FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::float8[], $5::float8[], $6::float8[], $7::float8[],
       $8::bigint[], $9::float8[], $10::int[])
       AS r(ts, symbol, exchange, open, high, low, close, volume, vwap, trades)`,
    [
      bars.map(({ ts }) => ts.toISOString()),
      bars.map(({ symbol }) => symbol),
      bars.map(({ exchange }) => exchange),
      bars.map(({ prices }) => prices[0]!),
      bars.map(({ prices }) => Math.max(...prices)),
      bars.map(({ prices }) => Math.min(...prices)),
      bars.map(({ prices }) => prices.at(-1)!),
      bars.map(({ volume }) => volume),
      bars.map(({ prices }) => prices.reduce((sum, price) => sum + price, 0) / prices.length),
      bars.map(({ prices }) => prices.length),
    ].map(columnLiteral),
  );
}
