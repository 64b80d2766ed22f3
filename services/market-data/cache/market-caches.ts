import { z } from "zod";
import { today, type Market } from "../market.ts";
import { loadDailyKline, type Kline } from "../queries/load-daily-kline.ts";
import { loadStockInfo, type StockInfo } from "../queries/load-stock-info.ts";
import { RANKED_BY, rankSymbols, type Ranking } from "../queries/rank-symbols.ts";
import { dateText } from "../sample-clock.ts";
import type { CacheTier } from "./cache-tier.ts";
import type { HotKeys } from "./hot-keys.ts";
import { ReadCache } from "./read-cache.ts";

const INTERVALS = { "1d": "D", "1mo": "M" } as const;
export const limit = (preset: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(preset);

export const klinesQuery = z.strictObject({
  interval: z.enum(["1d", "1mo"]).default("1d"),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  limit: limit(250, 6_000),
});
export const rankingsQuery = z.strictObject({
  by: z.enum(RANKED_BY).default("change"),
  limit: limit(20, 200),
});

export type KlinesAsked = z.infer<typeof klinesQuery> & { symbol: string };
export type RankingsAsked = z.infer<typeof rankingsQuery>;

export interface MarketCaches {
  klines: ReadCache<KlinesAsked, Kline[]>;
  rankings: ReadCache<RankingsAsked, Ranking[]>;
  symbols: ReadCache<Record<string, never>, StockInfo[]>;
}

const SECOND_MS = 1_000;

/**
 * One minute in memory, as on the platform, and ten seconds for what is computed from live quotes. Loaded ahead, values
 * are kept as long as the platform keeps their class at most: K-lines half an hour, the instruments an hour.
 */
export function openCaches(market: Market, hotKeys: HotKeys): MarketCaches {
  const { pool } = market;
  const known = new Set(market.universe.map(({ symbol }) => symbol));
  const onRead = (keyPattern: string) => (key: string) => hotKeys.read(keyPattern, key);
  return {
    klines: new ReadCache({
      keyPattern: "daily_kline",
      ttlMs: 60 * SECOND_MS,
      mostTtlMs: 1_800 * SECOND_MS,
      keyOf: klinesKey,
      queryOf: (key) => klinesOf(key, known),
      load: ({ interval, from = null, to = null, ...query }) =>
        loadDailyKline(pool, { ...query, intervalType: INTERVALS[interval], from, to }),
      onRead: onRead("daily_kline"),
    }),
    rankings: new ReadCache({
      keyPattern: "rankings",
      ttlMs: 10 * SECOND_MS,
      keyOf: rankingsKey,
      queryOf: rankingsOf,
      load: ({ by, limit }) => rankSymbols(pool, by, dateText(today(market).day), limit),
      onRead: onRead("rankings"),
    }),
    symbols: new ReadCache({
      keyPattern: "stocks_basic",
      ttlMs: 60 * SECOND_MS,
      mostTtlMs: 3_600 * SECOND_MS,
      keyOf: () => SYMBOLS_KEY,
      queryOf: (key) => (key === SYMBOLS_KEY ? {} : undefined),
      load: () => loadStockInfo(pool),
      onRead: onRead("stocks_basic"),
    }),
  };
}

export const tiersOf = ({ klines, rankings, symbols }: MarketCaches): CacheTier[] => [
  klines,
  rankings,
  symbols,
];

// Keys are symbol:data_type:timeframe, and what else tells one answer from another.

const SYMBOLS_KEY = "all:stocks_basic:1d";

export const klinesKey = ({ symbol, interval, from, to, limit }: KlinesAsked): string =>
  `${symbol}:daily_kline:${interval}:${from ?? ""}:${to ?? ""}:${limit}`;

export function klinesOf(key: string, known: ReadonlySet<string>): KlinesAsked | undefined {
  const [symbol = "", pattern, interval, from, to, limit, ...more] = key.split(":");
  if (pattern !== "daily_kline" || more.length > 0 || !known.has(symbol)) return undefined;
  const read = klinesQuery.safeParse({ interval, from: from || undefined, to: to || undefined, limit });
  return read.data && { symbol, ...read.data };
}

export const rankingsKey = ({ by, limit }: RankingsAsked): string => `all:rankings:${by}:${limit}`;

export function rankingsOf(key: string): RankingsAsked | undefined {
  const [all, pattern, by, limit, ...more] = key.split(":");
  if (all !== "all" || pattern !== "rankings" || more.length > 0) return undefined;
  return rankingsQuery.safeParse({ by, limit }).data;
}
