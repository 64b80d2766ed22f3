import { countMarketData, trackOperation } from "@mystocks/telemetry";
import { columnLiteral } from "../column-literal.ts";
import { barOf, today, type Market } from "../market.ts";
import { onTable } from "../operation.ts";
import { priceAt } from "../price-path.ts";
import { uniform } from "../seeded.ts";
import type { Instrument } from "../universe.ts";

interface Tick {
  ts: Date;
  instrument: Instrument;
  price: number;
  volume: number;
  /** 1 up, −1 down, 0 unchanged against three seconds earlier. */
  direction: number;
}

const SNAPSHOT_FRACTION = 3 / 86_400;

/** The derived tick of an instrument now, or undefined outside the history. */
export function tickOf(market: Market, instrument: Instrument): Tick | undefined {
  const { day, fraction } = today(market);
  const bar = barOf(market, instrument, day);
  if (bar === undefined) return undefined;
  const seed = instrument.seed ^ day;
  const price = priceAt(bar, seed, fraction);
  const before = priceAt(bar, seed, Math.max(0, fraction - SNAPSHOT_FRACTION));
  const slot = Math.floor(fraction / SNAPSHOT_FRACTION);
  const share = ((bar.volume ?? 0) * SNAPSHOT_FRACTION) / 100;
  return {
    ts: market.now(),
    instrument,
    price,
    volume: Math.max(1, Math.round(share * (0.5 + uniform(seed, slot, 30)))) * 100,
    direction: Math.sign(price - before),
  };
}

const INSERT = `
  INSERT INTO tick_data (ts, symbol, exchange, security_type, price, volume, amount, direction,
    buy_count, sell_count, bid_price, ask_price, data_source)
  SELECT ts, symbol, exchange, security_type, price, volume, price * volume, direction,
    greatest(direction, 0), greatest(-direction, 0), price - 0.01, price + 0.01, 'derived'
  FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::bigint[], $7::smallint[])
    AS r(ts, symbol, exchange, security_type, price, volume, direction)`;

/** Stores one tick of each instrument. */
export async function saveTicks(market: Market, instruments: readonly Instrument[]): Promise<void> {
  await trackOperation("save_tick", onTable("tick_data", "TICK_DATA", "SAVE"), async (operation) => {
    const ticks = instruments.flatMap((instrument) => tickOf(market, instrument) ?? []);
    const values = [
      ticks.map(({ ts }) => ts.toISOString()),
      ticks.map(({ instrument }) => instrument.symbol),
      ticks.map(({ instrument }) => instrument.exchange),
      ticks.map(({ instrument }) => instrument.securityType),
      ticks.map(({ price }) => price),
      ticks.map(({ volume }) => volume),
      ticks.map(({ direction }) => direction),
    ].map(columnLiteral);
    const { rowCount } = await market.pool.query(INSERT, values);
    operation.rows(rowCount ?? 0);
    countMarketData(rowCount ?? 0, { datasource: "derived", dataType: "tick" });
    operation.bytes(values.reduce((bytes, value) => bytes + value.length, 0));
  });
}
