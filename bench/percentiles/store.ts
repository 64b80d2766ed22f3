import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import {
  createPartitions,
  migrate,
  openStorePool,
  readPulses,
  type PulseQuery,
  type PulseRow,
} from "@mystocks/store";
import type pg from "pg";
import { fillTiers, generateOperations, SECONDS_A_MINUTE, type Operation } from "./generated-tiers.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
const OPERATIONS = 100;
const LARGEST_ERROR = 0.006;

export interface StoreFigures extends Record<string, number> {
  store_24h_ms: number;
  store_30d_ms: number;
}

/**
 * Milliseconds to p95 of 100 operations read from PostgreSQL, median and worst of the runs. The store holds what
 * default retention leaves of 500 spans a second: 6 h of seconds, 14 d of minutes, 30 d of hours and days.
 * Every answer is checked against the generated durations before it is timed. `quick` fills less, with the same
 * windows.
 */
export async function measureStore({ quick }: { quick: boolean }): Promise<StoreFigures> {
  const dataDir = await mkdtemp(join(tmpdir(), "percentiles-"));
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = openStorePool({ url: server.url(), applicationName: "bench" });
  try {
    const operations = generateOperations(OPERATIONS);
    const now = Math.floor(Date.now() / 1000);
    await migrate(pool);
    await createPartitions(pool, new Date((now - 31 * DAY) * 1000), 32 * DAY * 1000);
    const reach = {
      "1s": quick ? HOUR : 6 * HOUR,
      "1m": quick ? 26 * HOUR : 14 * DAY,
      "1h": 31 * DAY,
      "1d": 31 * DAY,
    };
    await fillTiers(pool, { now, operations, reach });
    return { ...(await measureWindows(pool, operations, now, quick ? 5 : 15)), ...(await rowBytes(pool)) };
  } finally {
    await pool.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measureWindows(
  pool: pg.Pool,
  operations: readonly Operation[],
  now: number,
  runs: number,
): Promise<StoreFigures> {
  const last = (seconds: number): PulseQuery => ({
    from: new Date((now - seconds) * 1000),
    to: new Date(now * 1000),
    by: "operation",
  });
  const windows: Record<string, PulseQuery> = {
    store_15min: last(900),
    store_24h: last(DAY),
    store_30d: last(30 * DAY),
    store_24h_total: { ...last(DAY), by: "total" },
    store_15min_step_30s: { ...last(900), stepSeconds: 30 },
    store_1h_step_60s: { ...last(HOUR), stepSeconds: 60 },
    store_24h_step_1h: { ...last(DAY), stepSeconds: HOUR },
  };
  const figures: StoreFigures = { store_24h_ms: NaN, store_30d_ms: NaN };
  for (const [name, query] of Object.entries(windows)) {
    await checkAnswer(pool, query, operations);
    const times: number[] = [];
    for (let run = 0; run < runs; run++) times.push(await timeOf(pool, query));
    times.sort((a, b) => a - b);
    figures[`${name}_ms`] = times[times.length >> 1]!;
    figures[`${name}_worst_ms`] = times.at(-1)!;
  }
  return figures;
}

/** Bytes a row of each tier with its indexes; all partitions of it. */
async function rowBytes(pool: pg.Pool): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const tier of ["1s", "1m", "1h"]) {
    const { rows } = await pool.query<{ bytes: number }>(
      `SELECT (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('telemetry.pulse_${tier}') WHERE isleaf)
         / (SELECT count(*) FROM telemetry.pulse_${tier})::float AS bytes`,
    );
    figures[`store_${tier}_row_bytes`] = Math.round(rows[0]?.bytes ?? NaN);
  }
  return figures;
}

async function timeOf(pool: pg.Pool, query: PulseQuery): Promise<number> {
  const begun = performance.now();
  const { rows } = await readPulses(pool, query);
  for (const { histogram } of rows) histogram.quantile(0.95);
  return performance.now() - begun;
}

/** Counts must be exact, p95 of each operation within the sketch's error of the durations' own. */
async function checkAnswer(
  pool: pg.Pool,
  query: PulseQuery,
  operations: readonly Operation[],
): Promise<void> {
  const { from, to, rows } = await readPulses(pool, query);
  const [first, end] = [from.getTime() / 1000, Math.min(to.getTime(), query.to.getTime()) / 1000];
  const wanted = operations.reduce((sum, operation) => sum + countIn(operation, first, end), 0);
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  if (counted !== wanted) throw new Error(`${counted} spans read, ${wanted} stored`);
  if (query.by === "total" || query.stepSeconds !== undefined) return;
  for (const operation of operations) checkPercentile(operation, rows, first, end);
}

function checkPercentile(operation: Operation, rows: readonly PulseRow[], first: number, end: number): void {
  const row = rows.find(({ operationId }) => operationId === operation.id)!;
  const truth = percentileIn(operation, first, end, 0.95);
  const error = Math.abs(row.histogram.quantile(0.95)! / truth - 1);
  if (error > LARGEST_ERROR) throw new Error(`p95 of operation ${operation.id} is ${error} off ${truth} s`);
}

function countIn(operation: Operation, first: number, end: number): number {
  return timesOfPhases(first, end).reduce(
    (sum, times, phase) => sum + times * operation.seconds[phase]!.length,
    0,
  );
}

function percentileIn(operation: Operation, first: number, end: number, q: number): number {
  const weighted = timesOfPhases(first, end)
    .flatMap((times, phase) => operation.seconds[phase]!.map((value) => ({ value, times })))
    .sort((a, b) => a.value - b.value);
  let left = Math.ceil(q * countIn(operation, first, end));
  return weighted.find(({ times }) => (left -= times) <= 0)!.value;
}

/** How often each second of the minute lies in a window. */
function timesOfPhases(first: number, end: number): number[] {
  const whole = Math.floor((end - first) / SECONDS_A_MINUTE);
  return Array.from({ length: SECONDS_A_MINUTE }, (_, phase) => {
    const offset = (((phase - first) % SECONDS_A_MINUTE) + SECONDS_A_MINUTE) % SECONDS_A_MINUTE;
    return whole + (offset < (end - first) % SECONDS_A_MINUTE ? 1 : 0);
  });
}
