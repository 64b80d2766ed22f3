import { Router, type Response } from "express";
import { z } from "zod";
import type { CacheTier } from "../cache/cache-tier.ts";
import type { CacheUpkeep, UpkeepRun } from "../cache/cache-upkeep.ts";
import { limit } from "../cache/market-caches.ts";
import { Problem, readInput } from "./problem.ts";
import { withToken } from "./who-may.ts";

const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
const seconds = (least: number) => z.coerce.number().min(least).max(86_400);

const topQuery = z.strictObject({ limit: limit(20, 200) });
const prewarmQuery = z.strictObject({ top: limit(20, 200), keepSeconds: seconds(1).optional() });
const evictQuery = z.strictObject({
  unreadSeconds: seconds(0).default(1_800),
  hotKeyDays: z.coerce.number().min(0).max(366).default(7),
});

/** The caches as people see them, and what a scheduler calls. */
export function cacheRoutes(upkeep: CacheUpkeep, token: string | undefined): Router {
  const { tiers, hotKeys } = upkeep.parts;
  const router = Router();
  router.get("/api/cache/status", (_request, response) => {
    response.json({ caches: tiers.map(shownTier), uncountedReads: hotKeys.uncounted });
  });
  router.get("/api/cache/hot-keys", async (request, response) => {
    const { limit } = readInput(topQuery, request.query);
    const patterns = tiers.map(({ keyPattern }) => keyPattern);
    response.json({ hotKeys: await hotKeys.hottest(patterns, limit) });
  });
  router.get("/api/cache/prewarming/status", (_request, response) => {
    const prewarmed = tiers.map((tier) => ({
      keyPattern: tier.keyPattern,
      prewarmed: tier.stats().prewarmed,
    }));
    response.json({ prewarmed, last: shownRun(upkeep.prewarmed) });
  });
  router.get("/api/cache/eviction/stats", (_request, response) => {
    const evictions = tiers.map((tier) => ({ keyPattern: tier.keyPattern, ...tier.stats().evictions }));
    response.json({ evictions, last: shownRun(upkeep.evicted) });
  });

  const guard = withToken("Caches are prewarmed and cleared", token);
  router.post("/api/cache/prewarming/trigger", guard, async (request, response) => {
    const { top, keepSeconds } = readInput(prewarmQuery, request.query);
    const keepMs = keepSeconds && keepSeconds * SECOND_MS;
    const { failures, ...figures } = await upkeep.prewarm({ top, keepMs, signal: untilGone(response) });
    const failed = failures.length;
    if (failed > 0)
      throw new Problem(500, "PREWARM_FAILED", `${failed} loads of hot keys failed: ${failures[0]}`, figures);
    response.json({ success: true, ...figures });
  });
  router.post("/api/cache/evict/manual", guard, async (request, response) => {
    const { unreadSeconds, hotKeyDays } = readInput(evictQuery, request.query);
    const evicted = await upkeep.evict({
      unreadMs: unreadSeconds * SECOND_MS,
      forgetMs: hotKeyDays * DAY_MS,
    });
    response.json({ success: true, ...evicted });
  });
  return router;
}

function shownTier(tier: CacheTier) {
  const { keyPattern, ttlMs, mostTtlMs } = tier;
  const { hits, misses, ...rest } = tier.stats();
  const hitRate = hits + misses === 0 ? null : hits / (hits + misses);
  const times = { ttlSeconds: ttlMs / SECOND_MS, mostTtlSeconds: mostTtlMs / SECOND_MS };
  return { keyPattern, hits, misses, hitRate, ...rest, ...times };
}

const shownRun = <Done>(run: UpkeepRun<Done> | undefined) =>
  run === undefined ? null : { ...run, done: run.done ?? null };

/** Aborts when who asked is gone before the answer: nobody would hear of it. */
function untilGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort(new Error("who asked is gone"));
  });
  return gone.signal;
}
