import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";

/** Spans that are operations, by table for database operations and by name for tracked ones. */
export type Counts = Record<string, number>;

export interface StoredCounts {
  /** All spans, operations or not. */
  spans: number;
  inSpans: Counts;
  inPulses: Counts;
}

/** What the monitoring store holds of the load. */
export async function storedCounts(pool: pg.Pool): Promise<StoredCounts> {
  const [{ rows: spans }, inSpans, inPulses] = await Promise.all([
    pool.query<{ count: string }>(
      `SELECT count(*) FROM telemetry.span JOIN telemetry.resource USING (resource_id)
       WHERE service = 'market-data' AND instance = 'market-data-1'`,
    ),
    countsOf(
      pool,
      `SELECT operation, count(*) FROM telemetry.span
       JOIN telemetry.operation USING (operation_id)
       JOIN telemetry.resource USING (resource_id)
       WHERE resource.service = 'market-data' AND instance = 'market-data-1'
       GROUP BY 1`,
    ),
    countsOf(
      pool,
      `SELECT operation, sum(count) AS count FROM telemetry.pulse_1s
       JOIN telemetry.operation USING (operation_id) WHERE service = 'market-data' GROUP BY 1`,
    ),
  ]);
  return { spans: Number(spans[0]!.count), inSpans, inPulses };
}

/** Waits until the store has so many spans of the load; returns false when no new one came for `patienceMs`. */
export async function storedSpans(pool: pg.Pool, spans: number, patienceMs: number): Promise<boolean> {
  let seen = -1;
  let seenAtMs = Date.now();
  while (Date.now() - seenAtMs < patienceMs) {
    const count = await spanCount(pool).catch(() => seen);
    if (count >= spans) return true;
    if (count !== seen) [seen, seenAtMs] = [count, Date.now()];
    await pause(250);
  }
  return false;
}

async function spanCount(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `SELECT count(*) FROM telemetry.span JOIN telemetry.resource USING (resource_id)
     WHERE service = 'market-data' AND instance = 'market-data-1'`,
  );
  return Number(rows[0]!.count);
}

/** "SELECT daily_kline" and "daily_kline" are one: what the decoder calls an operation is its own affair. */
async function countsOf(pool: pg.Pool, query: string): Promise<Counts> {
  const { rows } = await pool.query<{ operation: string; count: string }>(query);
  const counts = new Map<string, number>();
  for (const { operation, count } of rows) {
    const name = operation.split(" ").at(-1)!;
    counts.set(name, (counts.get(name) ?? 0) + Number(count));
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
