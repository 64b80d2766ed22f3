import { Router } from "express";
import { z } from "zod";
import { today, type Market } from "../market.ts";
import { loadDailyKline } from "../queries/load-daily-kline.ts";
import { loadMinuteKline } from "../queries/load-minute-kline.ts";
import { loadStockInfo } from "../queries/load-stock-info.ts";
import { queryTick } from "../queries/query-tick.ts";
import { rankSignals } from "../queries/rank-signals.ts";
import { RANKED_BY, rankSymbols } from "../queries/rank-symbols.ts";
import type { ReadCache } from "../read-cache.ts";
import { dateText } from "../sample-clock.ts";
import { Problem, readInput } from "./problem.ts";

const INTERVALS = { "1d": "D", "1mo": "M" } as const;
const limit = (preset: number, most: number) => z.coerce.number().int().min(1).max(most).default(preset);

const klinesQuery = z.strictObject({
  interval: z.enum(["1d", "1mo"]).default("1d"),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  limit: limit(250, 6_000),
});
const newestQuery = z.strictObject({ limit: limit(100, 2_000) });
const rankingsQuery = z.strictObject({ by: z.enum(RANKED_BY).default("change"), limit: limit(20, 200) });
const noQuery = z.strictObject({});

export interface MarketCaches {
  klines: ReadCache;
  rankings: ReadCache;
  symbols: ReadCache;
}

export function marketRoutes(market: Market, caches: MarketCaches): Router {
  const { pool } = market;
  const known = new Set(market.universe.map(({ symbol }) => symbol));
  const symbolOf = ({ symbol }: { symbol: string }) => {
    if (known.has(symbol)) return symbol;
    throw new Problem(404, "SYMBOL_UNKNOWN", `${symbol} is not in the sample market`, {
      remedy: "GET /symbols",
    });
  };
  const router = Router();
  router.get("/klines/:symbol", async (request, response) => {
    const symbol = symbolOf(request.params);
    const { interval, from = null, to = null, limit } = readInput(klinesQuery, request.query);
    const key = `${symbol}:daily_kline:${interval}:${from ?? ""}:${to ?? ""}:${limit}`;
    const query = { symbol, intervalType: INTERVALS[interval], from, to, limit };
    const bars = await caches.klines.get(key, () => loadDailyKline(pool, query));
    response.json({ symbol, interval, bars });
  });
  router.get("/minute/:symbol", async (request, response) => {
    const symbol = symbolOf(request.params);
    const { limit } = readInput(newestQuery, request.query);
    response.json({ symbol, interval: "1min", bars: await loadMinuteKline(pool, symbol, limit) });
  });
  router.get("/ticks/:symbol", async (request, response) => {
    const symbol = symbolOf(request.params);
    const { limit } = readInput(newestQuery, request.query);
    response.json({ symbol, ticks: await queryTick(pool, symbol, limit) });
  });
  router.get("/rankings", async (request, response) => {
    const { by, limit } = readInput(rankingsQuery, request.query);
    const rankings = await caches.rankings.get(`all:rankings:${by}:${limit}`, () =>
      rankSymbols(pool, by, dateText(today(market).day), limit),
    );
    response.json({ by, rankings });
  });
  router.get("/symbols", async (request, response) => {
    readInput(noQuery, request.query);
    const symbols = await caches.symbols.get("all:stocks_basic:1d", () => loadStockInfo(pool));
    response.json({ symbols });
  });
  router.get("/signals", async (request, response) => {
    const { limit } = readInput(newestQuery, request.query);
    response.json({ signals: await rankSignals(pool, limit) });
  });
  return router;
}
