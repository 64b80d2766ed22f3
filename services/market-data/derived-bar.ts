import type { Bar, DailyBar } from "./prices.ts";
import { smoothNoise, uniform } from "./seeded.ts";
import { RESERVED_DAYS } from "./sample-clock.ts";
import type { Instrument } from "./universe.ts";

/** The daily bar of an instrument on a source day: the real one for the index, a derived one otherwise. */
export function dailyBar(instrument: Instrument, index: readonly DailyBar[], at: number): Bar {
  const real = index[at];
  if (real === undefined) throw new RangeError(`no source bar ${at}`);
  return instrument.dataSource === "vega-datasets" ? real : derivedBar(instrument, index, real, at);
}

function derivedBar(instrument: Instrument, index: readonly DailyBar[], real: DailyBar, at: number): Bar {
  const { seed, sharesOutstanding } = instrument;
  const close = closeOf(instrument, index, at);
  const gap = 0.004 * (uniform(seed, at, 4) - 0.5);
  const open = cents(closeOf(instrument, index, Math.max(0, at - 1)) * Math.exp(gap));
  const range = Math.log(real.high / real.low) + 0.004;
  return {
    open,
    close,
    high: cents(Math.max(open, close) * Math.exp(0.5 * range * uniform(seed, at, 5))),
    low: cents(Math.min(open, close) * Math.exp(-0.5 * range * uniform(seed, at, 6))),
    volume: lots(sharesOutstanding * (0.002 + 0.01 * uniform(seed, at, 7)) * activity(real)),
  };
}

/** Depends on the day alone, not on the days before it, so any day can be asked for. */
function closeOf({ seed, level, beta }: Instrument, index: readonly DailyBar[], at: number): number {
  const anchor = index[Math.max(0, index.length - RESERVED_DAYS)]!;
  const market = beta * Math.log(index[at]!.close / anchor.close);
  const own = 0.1 * smoothNoise(seed, at / 61, 8) + 0.03 * smoothNoise(seed, at / 11, 9);
  const today = 0.012 * (uniform(seed, at, 10) - 0.5);
  return cents(level * Math.exp(market + own + today));
}

/** Trading on a source day beside a usual day of the index. */
const activity = (real: DailyBar) => (real.volume ?? 0) / 3.5e9;

const cents = (price: number) => Math.max(0.01, Math.round(price * 100) / 100);
const lots = (shares: number) => Math.round(shares / 100) * 100;
