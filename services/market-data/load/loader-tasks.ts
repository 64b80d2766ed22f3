import type { LoaderState } from "../faults/fault.ts";
import { saveDailyBars } from "../loaders/daily-bars.ts";
import { computeIndicators } from "../loaders/indicators.ts";
import { minuteOf, saveMinuteBars } from "../loaders/minute-bars.ts";
import { generateSignals } from "../loaders/signals.ts";
import { updateSourceStatus } from "../loaders/source-status.ts";
import { tickOf } from "../loaders/ticks.ts";
import { today, type Market } from "../market.ts";
import { loadDailyKline, type KlineQuery } from "../queries/load-daily-kline.ts";
import { loadFundamentals } from "../queries/load-fundamentals.ts";
import { loadStockInfo } from "../queries/load-stock-info.ts";
import { loadTradeCalendar } from "../queries/load-trade-calendar.ts";
import { dateText } from "../sample-clock.ts";
import { takeTicks } from "./feed.ts";
import { inRounds, type Task } from "./pace.ts";
import { TICK_BATCHES_PER_SECOND, tickBatch } from "./volume.ts";

/** What the platform's loaders and strategies do. `scale` is what the paces will be multiplied by. */
export function loaderTasks(market: Market, loaders: LoaderState, scale: number): Task[] {
  return [...feedTasks(market, loaders, scale), ...strategyTasks(market)];
}

const MINUTE_BATCHES_PER_SECOND = 3.5;
const DAILY_BATCHES_PER_SECOND = 0.5;
/** A little under a minute, so that a round is over before the next one is due. */
const ROUND_SECONDS = 50;

function feedTasks(market: Market, loaders: LoaderState, scale: number): Task[] {
  const { universe } = market;
  const ticks = inRounds(universe, tickBatch(universe.length, TICK_BATCHES_PER_SECOND * scale));
  const daily = inRounds(universe, roundBatch(universe.length, DAILY_BATCHES_PER_SECOND * scale));
  const minutes = minuteRounds(market, roundBatch(universe.length, MINUTE_BATCHES_PER_SECOND * scale));
  return [
    task("save_tick", TICK_BATCHES_PER_SECOND, () => takeTicks(market, loaders, ticks())),
    task("save_minute_kline", MINUTE_BATCHES_PER_SECOND, minutes),
    task("save_daily_kline", DAILY_BATCHES_PER_SECOND, () => saveDailyBars(market, daily(), loaders.daily)),
    task("update_source_status", 1, () => askSource(market, loaders)),
  ];
}

function strategyTasks(market: Market): Task[] {
  const { pool, universe } = market;
  const symbols = universe.map(({ symbol }) => symbol);
  const date = () => dateText(today(market).day);
  const [judged, measured, reported] = [inRounds(symbols, 20), inRounds(symbols, 20), inRounds(symbols, 30)];
  return [
    task("load_daily_kline", 8, () => loadDailyKline(pool, someKlines(symbols)), 2),
    task("load_stock_info", 0.7, () => loadStockInfo(pool)),
    task("load_fundamentals", 1.5, () => loadFundamentals(pool, reported())),
    task("load_trade_calendar", 1, () => loadTradeCalendar(pool, date())),
    task("generate_signals", 0.5, () => generateSignals(market, judged(), date())),
    task("compute_indicators", 0.5, () => computeIndicators(market, measured(), date())),
  ];
}

const task = (name: string, perSecond: number, run: Task["run"], atOnce = 1): Task => ({
  name,
  perSecond,
  atOnce,
  run,
});

const roundBatch = (instruments: number, perSecond: number) =>
  Math.ceil(instruments / (perSecond * ROUND_SECONDS));

/** Goes through all symbols once a closed minute. */
function minuteRounds(market: Market, size: number): () => Promise<void> {
  const symbols = market.universe.map(({ symbol }) => symbol);
  let minute = minuteOf(market.now());
  let left: string[] = [];
  return async () => {
    const running = minuteOf(market.now());
    if (left.length === 0 && running > minute) {
      left = [...symbols];
      minute = running;
    }
    const batch = left.splice(0, size);
    if (batch.length > 0) await saveMinuteBars(market, batch, new Date(minute.getTime() - 60_000));
  };
}

/** Mostly a few bars, at times two years, seldom everything: the spread of latencies is the spread of the work. */
function someKlines(symbols: readonly string[]): KlineQuery {
  const wide = Math.random();
  const symbol = wide < 0.05 ? symbols[0]! : symbols[Math.floor(Math.random() * symbols.length)]!;
  const limit = wide < 0.05 ? 6_000 : wide < 0.3 ? 500 : 60;
  return { symbol, intervalType: "D", from: null, to: null, limit };
}

/** The source is the price path itself: it answers in the time that one tick of each instrument takes to make. */
async function askSource(market: Market, loaders: LoaderState): Promise<void> {
  if (!loaders.feedRuns) return;
  const startedMs = performance.now();
  for (const instrument of market.universe) tickOf(market, instrument);
  await updateSourceStatus(market, "derived", performance.now() - startedMs);
}
