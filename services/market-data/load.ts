import { checkCompleteness, checkDuplicates, checkFreshness, checkValidity } from "./checks.ts";
import type { LoaderState } from "./faults/fault.ts";
import { saveDailyBars } from "./loaders/daily-bars.ts";
import { computeIndicators } from "./loaders/indicators.ts";
import { minuteOf, saveMinuteBars } from "./loaders/minute-bars.ts";
import { generateSignals } from "./loaders/signals.ts";
import { updateSourceStatus } from "./loaders/source-status.ts";
import { saveTicks } from "./loaders/ticks.ts";
import { today, type Market } from "./market.ts";
import { inRounds, startPaced, type Task } from "./pace.ts";
import { loadDailyKline } from "./queries/load-daily-kline.ts";
import { loadFundamentals } from "./queries/load-fundamentals.ts";
import { loadStockInfo } from "./queries/load-stock-info.ts";
import { loadTradeCalendar } from "./queries/load-trade-calendar.ts";
import { dateText } from "./sample-clock.ts";
import { readerTasks } from "./readers.ts";

/** The paces below add up to this many operations a second; the configured rate scales them all. */
const NOMINAL_RATE = 40;
/** Rows of ticks a second at the nominal rate: what keeps the sample database small. */
const TICK_ROWS_PER_SECOND = 110;

export interface LoadParts {
  market: Market;
  loaders: LoaderState;
  baseUrl: string;
  ratePerSecond: number;
  onError: (task: string, error: unknown) => void;
}

/** Keeps the service busy, as the platform's loaders and users would. Returns what ends it. */
export function startLoad(parts: LoadParts): () => Promise<void> {
  const { ratePerSecond, onError } = parts;
  if (ratePerSecond === 0) return async () => {};
  const scale = ratePerSecond / NOMINAL_RATE;
  const tasks = [
    ...readerTasks(parts.market, parts.baseUrl),
    ...loaderTasks(parts),
    ...checkTasks(parts.market),
  ];
  const stops = tasks.map(({ name, perSecond, atOnce, run }) =>
    startPaced({ perSecond: perSecond * scale, atOnce }, run, (error) => onError(name, error)),
  );
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function loaderTasks({ market, loaders, ratePerSecond }: LoadParts): Task[] {
  const { pool, universe } = market;
  const scale = ratePerSecond / NOMINAL_RATE;
  const symbols = universe.map(({ symbol }) => symbol);
  const date = () => dateText(today(market).day);
  const ticks = inRounds(universe, tickBatch(universe.length, 4 * scale));
  const daily = inRounds(universe, Math.ceil(universe.length / (45 * 0.5 * scale)));
  const [judged, measured, reported] = [inRounds(symbols, 20), inRounds(symbols, 20), inRounds(symbols, 30)];
  const anyKline = klineReads(symbols);
  return [
    {
      name: "save_tick",
      perSecond: 4,
      atOnce: 1,
      run: async () => loaders.feedRuns && saveTicks(market, ticks()),
    },
    { name: "save_minute_kline", perSecond: 3.5, atOnce: 1, run: minuteRounds(market, 3.5 * scale) },
    {
      name: "save_daily_kline",
      perSecond: 0.5,
      atOnce: 1,
      run: () => saveDailyBars(market, daily(), loaders.daily),
    },
    { name: "load_daily_kline", perSecond: 8, atOnce: 2, run: () => loadDailyKline(pool, anyKline()) },
    { name: "load_stock_info", perSecond: 0.7, atOnce: 1, run: () => loadStockInfo(pool) },
    { name: "load_fundamentals", perSecond: 1.5, atOnce: 1, run: () => loadFundamentals(pool, reported()) },
    { name: "load_trade_calendar", perSecond: 1, atOnce: 1, run: () => loadTradeCalendar(pool, date()) },
    {
      name: "generate_signals",
      perSecond: 0.5,
      atOnce: 1,
      run: () => generateSignals(market, judged(), date()),
    },
    {
      name: "compute_indicators",
      perSecond: 0.5,
      atOnce: 1,
      run: () => computeIndicators(market, measured(), date()),
    },
    { name: "update_source_status", perSecond: 1, atOnce: 1, run: () => askSource(market) },
  ];
}

function checkTasks(market: Market): Task[] {
  const maxAgeMs = freshnessMs(market.universe.length);
  const checks: [string, () => Promise<unknown>][] = [
    ["check_completeness", () => checkCompleteness(market)],
    ["check_validity", () => checkValidity(market)],
    ["check_duplicates", () => checkDuplicates(market)],
    ["check_freshness", () => checkFreshness(market, maxAgeMs)],
  ];
  return checks.map(([name, run]) => ({ name, perSecond: 0.4, atOnce: 1, run }));
}

/** Every instrument about each two seconds, as far as the rows a second allow. */
function tickBatch(instruments: number, perSecond: number): number {
  return Math.ceil(
    Math.min(instruments / (2 * perSecond), (TICK_ROWS_PER_SECOND * perSecond) / 4 / perSecond),
  );
}

/** Ten of the platform's 3-second snapshots, or three rounds of a universe too large for that. */
export function freshnessMs(instruments: number): number {
  return Math.max(30, (3 * instruments) / TICK_ROWS_PER_SECOND) * 1_000;
}

/** Goes through all symbols once a closed minute. */
function minuteRounds(market: Market, perSecond: number): () => Promise<void> {
  const symbols = market.universe.map(({ symbol }) => symbol);
  const size = Math.ceil(symbols.length / (perSecond * 50));
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

/** Mostly a few bars, at times a year, seldom everything: the spread of latencies is the spread of the work. */
function klineReads(symbols: readonly string[]) {
  return () => {
    const wide = Math.random();
    const symbol = wide < 0.05 ? symbols[0]! : symbols[Math.floor(Math.random() * symbols.length)]!;
    const limit = wide < 0.05 ? 6_000 : wide < 0.3 ? 500 : 60;
    return { symbol, intervalType: "D", from: null, to: null, limit } as const;
  };
}

/** The source is the price path itself: its answering time is that of making one tick of each instrument. */
async function askSource(market: Market): Promise<void> {
  const startedMs = performance.now();
  await market.pool.query("SELECT 1");
  await updateSourceStatus(market, "derived", performance.now() - startedMs);
}
