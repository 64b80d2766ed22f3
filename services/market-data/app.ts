import { httpMiddleware } from "@mystocks/telemetry";
import express from "express";
import { Pool } from "pg";
import { CacheUpkeep } from "./cache/cache-upkeep.ts";
import { HotKeys } from "./cache/hot-keys.ts";
import { openCaches, tiersOf } from "./cache/market-caches.ts";
import type { MarketDataConfig } from "./config.ts";
import { createFailureLog } from "./failure-log.ts";
import type { LoaderState } from "./faults/fault.ts";
import { createSwitchboard } from "./faults/switchboard.ts";
import { cacheRoutes } from "./http/cache-routes.ts";
import { faultRoutes } from "./http/fault-routes.ts";
import { listen } from "./http/listen.ts";
import { marketRoutes } from "./http/market-routes.ts";
import { answerProblem, notFound } from "./http/problem.ts";
import { sampleRoutes } from "./http/sample-routes.ts";
import { startLoad } from "./load/start-load.ts";
import { HEALTHY } from "./loaders/daily-bars.ts";
import { measureService } from "./measures.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { fillMarket, openMarket } from "./open-market.ts";
import { startUpkeep } from "./upkeep.ts";

export interface MarketData {
  readonly port: number;
  /** Tasks of the load that failed since the start. */
  failures: () => number;
  /** Stops intake, heals every fault, drains, closes the pools. */
  stop: () => Promise<void>;
}

/** Twice what can wait for one locked table at once, so that a slow query alone does not exhaust the pool. */
const POOL_CONNECTIONS = 24;
const CONNECTION_TIMEOUT_MS = 3_000;

/** Straight-line wiring: what is started is stopped in the reverse order at the end. */
export async function startMarketData(
  config: MarketDataConfig,
  complain: (line: string) => void,
): Promise<MarketData> {
  const pool = openPool(config.databaseUrl, "market-data", POOL_CONNECTIONS);
  const maintenance = openPool(config.databaseUrl, "market-data maintenance", 3);
  const market = await openMarket(pool, config.symbols, () => new Date());
  const loaders: LoaderState = {
    daily: HEALTHY,
    inFeedTurn: oneAtATime(),
    feedRuns: true,
    lastTicksMs: Date.now(),
  };
  const switchboard = createSwitchboard({ market, pool, maintenance, loaders });
  await switchboard.healAll();
  await fillMarket(market);

  const failures = createFailureLog(complain);
  const onError = (error: unknown) => failures.note("hot keys", error);
  const hotKeys = new HotKeys({ pool: maintenance, now: market.now, onError });
  const caches = openCaches(market, hotKeys);
  const tiers = tiersOf(caches);
  const upkeep = new CacheUpkeep({ tiers, hotKeys }, market.now);
  const stopMeasuring = measureService(market, tiers, loaders);
  const app = express();
  app.disable("x-powered-by");
  app.use(httpMiddleware({ logger: false }));
  app.use(
    sampleRoutes(market),
    marketRoutes(market, caches),
    cacheRoutes(upkeep, config.jobsToken),
    faultRoutes(switchboard),
    notFound,
    answerProblem,
  );
  const { server, port } = await listen(app, config);

  const stopUpkeep = startUpkeep(market, maintenance, (error) => failures.note("upkeep", error));
  const stopLoad = startLoad({
    market,
    loaders,
    baseUrl: `http://127.0.0.1:${port}`,
    ratePerSecond: config.ratePerSecond,
    onError: failures.note,
  });
  return {
    port,
    failures: failures.total,
    async stop() {
      // With the database gone nothing can be healed; the next start does it.
      await switchboard.healAll().catch((error: unknown) => failures.note("heal", error));
      await Promise.all([stopLoad(), stopUpkeep()]);
      server.close();
      server.closeIdleConnections();
      stopMeasuring();
      await hotKeys.stop().catch(onError);
      await Promise.all([pool.end(), maintenance.end()]);
    },
  };
}

function openPool(connectionString: string, name: string, max: number): Pool {
  const pool = new Pool({
    connectionString,
    max,
    application_name: name,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
  });
  // A connection that breaks while idle is replaced at the next query, which tells the failure if there is one.
  pool.on("error", () => {});
  return pool;
}
