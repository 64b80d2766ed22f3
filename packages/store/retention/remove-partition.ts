import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { inTransactionOn } from "../transaction.ts";
import { reasonToWait } from "./readiness.ts";
import { stateOf, type StoredPartition } from "./stored-partitions.ts";

const ATTEMPTS = 5;
const PAUSE_MS = 1000;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Takes a partition out of its table without stopping reads and writes of the others, then drops it. Each step
 * waits at most lock_timeout for its lock, since whoever wants the table would wait behind us.
 */
export async function dropPartition(
  client: pg.ClientBase,
  partition: StoredPartition,
  signal?: AbortSignal,
): Promise<void> {
  await withRetries(() => detach(client, partition), signal);
  await withRetries(() => client.query(`DROP TABLE ${partition.schema}.${partition.name}`), signal);
}

/** Empties a partition that late rows may still come to; false when one just came that must be kept. */
export async function emptyPartition(
  client: pg.ClientBase,
  partition: StoredPartition,
  signal?: AbortSignal,
): Promise<boolean> {
  return withRetries(
    () =>
      inTransactionOn(client, async () => {
        await client.query(`LOCK TABLE ${partition.schema}.${partition.name} IN ACCESS EXCLUSIVE MODE`);
        // Only now is it certain that no row comes between the look and the end.
        if ((await reasonToWait(client, partition)) !== undefined) return false;
        await client.query(`TRUNCATE ${partition.schema}.${partition.name}`);
        return true;
      }),
    signal,
  );
}

async function detach(client: pg.ClientBase, partition: StoredPartition): Promise<void> {
  const { schema, table, name } = partition;
  const state = await stateOf(client, partition);
  if (state === "detached") return;
  // Cut short in its second half, a concurrent detach stays pending and can only be finalized.
  const how = state === "detaching" ? "FINALIZE" : "CONCURRENTLY";
  await client.query(`ALTER TABLE ${schema}.${table} DETACH PARTITION ${schema}.${name} ${how}`);
}

async function withRetries<T>(step: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE || attempt === ATTEMPTS) throw error;
    }
    await delay(PAUSE_MS, undefined, signal === undefined ? {} : { signal });
  }
}
