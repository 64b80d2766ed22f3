import { readCounterIncreases, readNewestSamples, type NewestSampleRow } from "@mystocks/store";
import type { Pool } from "pg";
import type { Overview } from "./contract.ts";
import type { TimeWindow } from "./window.ts";

const FRESH_SECONDS = 10;
const POOL_GAUGES = {
  active: "mystocks_db_connections_active",
  idle: "mystocks_db_connections_idle",
  waiting: "mystocks_db_connections_waiting",
  max: "mystocks_db_connections_max",
} as const;
const SERVICE_HEALTH = "mystocks_api_health_status";
const SOURCE_HEALTH = "mystocks_datasource_availability";
const CACHE_HITS = "mystocks_cache_hits_total";
const CACHE_MISSES = "mystocks_cache_misses_total";

/** Pools and health as the services measured them in the last ten seconds. */
export async function readPoolsAndHealth(pool: Pool): Promise<Pick<Overview, "pools" | "health">> {
  const samples = await readNewestSamples(pool, { pattern: "mystocks\\_%", withinSeconds: FRESH_SECONDS });
  return { pools: poolsOf(samples), health: healthOf(samples) };
}

/** Instances of one service and pool are added up: what counts is what the service may use. */
function poolsOf(samples: readonly NewestSampleRow[]): Overview["pools"] {
  const pools = new Map<string, Overview["pools"][number]>();
  for (const { name, labels, service, value } of samples) {
    const figure = POOL_FIGURES.find((one) => POOL_GAUGES[one] === name);
    if (figure === undefined) continue;
    const [pool = "", database = ""] = [labels.pool_name, labels.database];
    const key = JSON.stringify([service, pool, database]);
    const held = pools.get(key) ?? { service, pool, database, active: 0, idle: 0, waiting: 0, max: null };
    held[figure] = (held[figure] ?? 0) + value;
    pools.set(key, held);
  }
  return [...pools.values()];
}

const POOL_FIGURES = ["active", "idle", "waiting", "max"] as const;

/** One that any instance sees down is down. */
function healthOf(samples: readonly NewestSampleRow[]): Overview["health"] {
  const health = new Map<string, Overview["health"][number]>();
  for (const { name, labels, service, value } of samples) {
    if (name !== SERVICE_HEALTH && name !== SOURCE_HEALTH) continue;
    const kind = name === SERVICE_HEALTH ? "service" : "datasource";
    const subject = (kind === "service" ? labels.service : labels.datasource) ?? service;
    const key = JSON.stringify([kind, service, subject]);
    const isUp = value > 0 && (health.get(key)?.up ?? true);
    health.set(key, { kind, service, name: subject, up: isUp });
  }
  return [...health.values()];
}

/** Hits and misses that each cache counted in the window. */
export async function readCaches(pool: Pool, { from, to }: TimeWindow): Promise<Overview["caches"]> {
  const increases = await readCounterIncreases(pool, { names: [CACHE_HITS, CACHE_MISSES], from, to });
  const caches = new Map<
    string,
    { service: string; cache: string; tier: string; hits: number; misses: number }
  >();
  for (const { name, labels, service, increase } of increases) {
    const [cache = "", tier = ""] = [labels.key_pattern, labels.cache_type];
    const key = JSON.stringify([service, cache, tier]);
    const held = caches.get(key) ?? { service, cache, tier, hits: 0, misses: 0 };
    held[name === CACHE_HITS ? "hits" : "misses"] += increase;
    caches.set(key, held);
  }
  return [...caches.values()].map((cache) => {
    const reads = cache.hits + cache.misses;
    return { ...cache, hitRatio: reads === 0 ? null : cache.hits / reads };
  });
}
