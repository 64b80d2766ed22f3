import { reportQuality, trackOperation, type QualityResult } from "@mystocks/telemetry";
import { LOOKBACK_DAYS } from "./loaders/daily-bars.ts";
import type { Market } from "./market.ts";
import { onTable } from "./operation.ts";
import { dateText, momentOf } from "./sample-clock.ts";

/** A condition on `daily_kline` that no right bar meets. NaN sorts above every number, so it has to be named. */
export const INVALID_BAR = `(
  open IS NULL OR high IS NULL OR low IS NULL OR close IS NULL
  OR 'NaN' IN (open, high, low, close) OR least(open, high, low, close) <= 0 OR greatest(open, high, low, close) > 10000
  OR low > least(open, close) OR high < greatest(open, close) OR volume < 0 OR amount < 0)`;

/** How long after a session's close its bars may still be missing. */
const PUBLISHING_LAG_MS = 5 * 60_000;

const DAILY = onTable("daily_kline", "DATA_QUALITY_METRICS");
const TICKS = onTable("tick_data", "DATA_QUALITY_METRICS");

/** Bars of the last closed days that are there, of those that should be. */
export async function checkCompleteness(market: Market): Promise<QualityResult> {
  return trackOperation("check_completeness", DAILY, async () => {
    const { rows } = await market.pool.query<{ present: number }>(
      `SELECT count(DISTINCT (symbol, trade_date))::int AS present FROM daily_kline
       WHERE interval_type = 'D' AND trade_date BETWEEN $1 AND $2`,
      recentDays(market),
    );
    const total = market.universe.length * LOOKBACK_DAYS;
    const failed = Math.max(0, total - (rows[0]?.present ?? 0));
    return reported({ dataset: "daily_kline", check: "completeness", total, failed, threshold: 0.05 });
  });
}

/** Bars of the last closed days that can't be right. */
export async function checkValidity(market: Market): Promise<QualityResult> {
  return trackOperation("check_validity", DAILY, async () => {
    const { rows } = await market.pool.query<{ total: number; failed: number }>(
      `SELECT count(*)::int AS total, count(*) FILTER (WHERE ${INVALID_BAR})::int AS failed FROM daily_kline
       WHERE interval_type = 'D' AND trade_date BETWEEN $1 AND $2`,
      recentDays(market),
    );
    return reported({ dataset: "daily_kline", check: "validity", ...rows[0]!, threshold: 0.01 });
  });
}

/** Rows beyond the first of each symbol and day, of the last closed days. */
export async function checkDuplicates(market: Market): Promise<QualityResult> {
  return trackOperation("check_duplicates", DAILY, async () => {
    const { rows } = await market.pool.query<{ total: number; failed: number }>(
      `SELECT count(*)::int AS total, (count(*) - count(DISTINCT (symbol, trade_date)))::int AS failed
       FROM daily_kline WHERE interval_type = 'D' AND trade_date BETWEEN $1 AND $2`,
      recentDays(market),
    );
    return reported({ dataset: "daily_kline", check: "duplicates", ...rows[0]!, threshold: 0 });
  });
}

/** Instruments whose newest tick is older than allowed. */
export async function checkFreshness(market: Market, maxAgeMs: number): Promise<QualityResult> {
  return trackOperation("check_freshness", TICKS, async () => {
    const { rows } = await market.pool.query<{ fresh: number }>(
      `SELECT count(DISTINCT symbol)::int AS fresh FROM tick_data WHERE ts > $1 AND ts <= $2`,
      [new Date(market.now().getTime() - maxAgeMs), market.now()],
    );
    const total = market.universe.length;
    const failed = Math.max(0, total - (rows[0]?.fresh ?? 0));
    return reported({ dataset: "tick_data", check: "freshness", total, failed, threshold: 0.05 });
  });
}

function recentDays(market: Market): [string, string] {
  const due = momentOf(new Date(market.now().getTime() - PUBLISHING_LAG_MS)).day - 1;
  return [dateText(due - LOOKBACK_DAYS + 1), dateText(due)];
}

function reported(result: QualityResult): QualityResult {
  reportQuality(result);
  return result;
}
