import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { httpMiddleware } from "@mystocks/telemetry";
import express from "express";
import { Pool } from "pg";
import type { MarketDataConfig } from "./config.ts";
import { createFailureLog } from "./failure-log.ts";
import type { LoaderState } from "./faults/fault.ts";
import { createSwitchboard } from "./faults/switchboard.ts";
import { fillDailyHistory, settleShift } from "./history.ts";
import { faultRoutes } from "./http/fault-routes.ts";
import { marketRoutes, type MarketCaches } from "./http/market-routes.ts";
import { answerProblem, notFound } from "./http/problem.ts";
import { sampleRoutes } from "./http/sample-routes.ts";
import { startLoad } from "./load/start-load.ts";
import { HEALTHY } from "./loaders/daily-bars.ts";
import { backfillMinuteBars } from "./loaders/minute-bars.ts";
import { saveTicks } from "./loaders/ticks.ts";
import type { Market } from "./market.ts";
import { measureService } from "./measures.ts";
import { readSourcePrices } from "./prices.ts";
import { createReadCache } from "./read-cache.ts";
import { fillReference } from "./reference.ts";
import { analyze, createDailyKlineIndexes, createTables } from "./schema.ts";
import { buildUniverse } from "./universe.ts";
import { keepUp, startUpkeep } from "./upkeep.ts";

export interface MarketData {
  readonly port: number;
  /** Tasks of the load that failed since the start. */
  failures: () => number;
  /** Stops intake, heals every fault, drains, closes the pools. */
  stop: () => Promise<void>;
}

const POOL_CONNECTIONS = 12;
const CONNECTION_TIMEOUT_MS = 3_000;

/** Straight-line wiring: what is started is stopped in the reverse order at the end. */
export async function startMarketData(
  config: MarketDataConfig,
  now: () => Date = () => new Date(),
): Promise<MarketData> {
  const pool = openPool(config.databaseUrl, "market-data", POOL_CONNECTIONS);
  const maintenance = openPool(config.databaseUrl, "market-data maintenance", 3);
  const market = await openMarket(pool, config.symbols, now);
  const loaders: LoaderState = { daily: HEALTHY, feedRuns: true, lastTicksMs: now().getTime() };
  const switchboard = createSwitchboard({ market, pool, maintenance, loaders });
  await switchboard.healAll();
  await fillMarket(market);

  const caches = openCaches();
  const stopMeasuring = measureService(market, caches, loaders);
  const app = express();
  app.disable("x-powered-by");
  app.use(httpMiddleware({ logger: false }));
  app.use(
    sampleRoutes(market),
    marketRoutes(market, caches),
    faultRoutes(switchboard),
    notFound,
    answerProblem,
  );
  const server = app.listen(config.port, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const failures = createFailureLog((line) => console.error(line));
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

async function openMarket(pool: Pool, symbols: number, now: () => Date): Promise<Market> {
  const source = await readSourcePrices();
  await createTables(pool);
  const shift = await settleShift(pool, source, now());
  return { pool, source, universe: buildUniverse(source, symbols), shift, now };
}

/** Brings the data up to now, on an empty database and on one that was away for a while alike. */
async function fillMarket(market: Market): Promise<void> {
  await keepUp(market.pool, market.now());
  const written = await fillDailyHistory(market);
  await createDailyKlineIndexes(market.pool);
  await fillReference(market);
  await backfillMinuteBars(market);
  if (written > 0) await analyze(market.pool);
  await saveTicks(market, market.universe);
}

/** Times to live as on the platform: one minute in memory, ten seconds for what is computed from live quotes. */
function openCaches(): MarketCaches {
  return {
    klines: createReadCache(60_000),
    rankings: createReadCache(10_000),
    symbols: createReadCache(60_000),
  };
}
