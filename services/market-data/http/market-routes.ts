import { Router } from "express";
import { z } from "zod";
import { klinesQuery, limit, rankingsQuery, type MarketCaches } from "../cache/market-caches.ts";
import type { Market } from "../market.ts";
import { loadMinuteKline } from "../queries/load-minute-kline.ts";
import { queryTick } from "../queries/query-tick.ts";
import { rankSignals } from "../queries/rank-signals.ts";
import { Problem, readInput } from "./problem.ts";

const newestQuery = z.strictObject({ limit: limit(100, 2_000) });
const noQuery = z.strictObject({});

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
    const asked = readInput(klinesQuery, request.query);
    const bars = await caches.klines.get({ symbol, ...asked });
    response.json({ symbol, interval: asked.interval, bars });
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
    const asked = readInput(rankingsQuery, request.query);
    response.json({ by: asked.by, rankings: await caches.rankings.get(asked) });
  });
  router.get("/symbols", async (request, response) => {
    const asked = readInput(noQuery, request.query);
    response.json({ symbols: await caches.symbols.get(asked) });
  });
  router.get("/signals", async (request, response) => {
    const { limit } = readInput(newestQuery, request.query);
    response.json({ signals: await rankSignals(pool, limit) });
  });
  return router;
}
