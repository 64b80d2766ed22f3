import { inTransaction, readOperations, readPulses, readSampleWindow } from "@mystocks/store";
import type pg from "pg";
import { MINUTE_MS } from "./history/minute-grid.ts";
import { FROM_PULSES, LiveStore } from "./live-store.ts";
import { refillPast, type Read } from "./refill-past.ts";
import { FINE } from "./tiers.ts";

export interface Refilled {
  store: LiveStore;
  /** By `source/partition`: what has this number or a lower one is in the store. */
  sequences: Map<string, number>;
}

/**
 * The last 15 minutes as the monitoring store has them, and before that a sample a minute of what rules read, of one
 * snapshot: each pulse is either in it or above its source's number. Seconds are those in which operations ended.
 */
export async function refill(pool: pg.Pool, nowMs: number, reads: readonly Read[]): Promise<Refilled> {
  const store = new LiveStore(nowMs);
  for (const { matchers, ageMs } of reads) store.retain(matchers, ageMs);
  const fromMs = Math.floor((nowMs - FINE.keptMs) / MINUTE_MS) * MINUTE_MS;
  const from = new Date(fromMs);
  const operations = new Map((await readOperations(pool)).map((one) => [one.id, one]));
  return inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const sequences = await readSequences(client);
    await refillPast({ client, store, reads, untilMs: fromMs });
    const to = new Date(nowMs + 60_000);
    const { rows } = await readPulses(client, { from, to, stepSeconds: 1, by: "operation" });
    for (const row of rows) {
      const identity = operations.get(row.operationId!);
      if (identity !== undefined) store.addOperation(row.time.getTime(), identity, row);
    }
    for (const row of await readSampleWindow(client, from)) {
      if (FROM_PULSES.has(row.name)) continue;
      const { sum, sketch, ...sample } = row;
      store.addSample(row.timeMs, {
        ...sample,
        ...(sum !== null && { sum }),
        ...(sketch !== null && { sketch: sketch.toString("base64") }),
      });
    }
    return { store, sequences };
  });
}

async function readSequences(client: pg.ClientBase): Promise<Map<string, number>> {
  const { rows } = await client.query<{ key: string; sequence: number }>(
    "SELECT source || '/' || partition AS key, sequence::float8 AS sequence FROM telemetry.source",
  );
  return new Map(rows.map(({ key, sequence }) => [key, sequence]));
}
