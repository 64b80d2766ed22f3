import type pg from "pg";
import { PARTITIONED } from "../partition-plan.ts";
import { expiryOf, type Retention } from "./expiry.ts";
import { keepStates } from "./keep-states.ts";
import { keepTraces } from "./keep-traces.ts";
import { reasonToWait } from "./readiness.ts";
import { dropPartition, emptyPartition } from "./remove-partition.ts";
import { storedPartitions, type StoredPartition } from "./stored-partitions.ts";

const LOCK = 0x64726f70;

export interface DropOptions {
  retention: Retention;
  now: Date;
  signal?: AbortSignal;
}

export interface DropResult {
  dropped: string[];
  /** Emptied, but kept for rows that may still come late. */
  emptied: string[];
  /** Expired, but something in it is still needed. */
  waiting: { partition: string; reason: string }[];
}

const KEPT_SPAN = PARTITIONED.find(({ table }) => table === "kept_span")!;

/** Where a reader of a table finds its horizon, and how far rows of a partition reach past its end. */
const HORIZON: Record<string, { tier: string; overhangMs: number } | undefined> = {
  pulse_1s: { tier: "1s", overhangMs: 600_000 },
  pulse_1m: { tier: "1m", overhangMs: 0 },
  pulse_1h: { tier: "1h", overhangMs: 0 },
  pulse_1d: { tier: "1d", overhangMs: 0 },
  sample_1s: { tier: "sample_1s", overhangMs: 0 },
  sample_1m: { tier: "sample_1m", overhangMs: 0 },
  sample_1h: { tier: "sample_1h", overhangMs: 0 },
};

/**
 * Lets expired partitions go: kept traces and what states stand on are taken along and horizons moved first, then each is detached
 * concurrently and dropped. What a run that was cut short left behind is finished. A second caller at the same
 * time does nothing.
 */
export async function dropExpired(
  pool: pg.Pool,
  { retention, now, signal }: DropOptions,
): Promise<DropResult> {
  const result: DropResult = { dropped: [], emptied: [], waiting: [] };
  const client = await pool.connect();
  try {
    await client.query("SET lock_timeout = '2s'");
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [
      LOCK,
    ]);
    if (!rows[0]!.taken) return result;
    const keptSince = expiryOf(KEPT_SPAN, retention, now).expired;
    for (const partition of await storedPartitions(client)) {
      const { expired, closed } = expiryOf(partition.partitioned, retention, now);
      if (partition.to > expired) continue;
      signal?.throwIfAborted();
      const reason = partition.state === "attached" ? await reasonToWait(client, partition) : undefined;
      if (reason !== undefined) result.waiting.push({ partition: partition.name, reason });
      else if (partition.to <= closed) {
        await prepareReaders(client, partition, keptSince);
        await dropPartition(client, partition, signal);
        result.dropped.push(partition.name);
      } else if (await hasRows(client, partition)) {
        await prepareReaders(client, partition, keptSince);
        const isEmpty = await emptyPartition(client, partition, signal);
        if (isEmpty) result.emptied.push(partition.name);
      }
    }
    return result;
  } finally {
    // Closing the connection gives back the lock and the setting.
    client.release(true);
  }
}

/** Once readers look elsewhere for these rows, nobody misses them. */
async function prepareReaders(
  client: pg.ClientBase,
  partition: StoredPartition,
  keptSince: Date,
): Promise<void> {
  if (partition.schema === "quality") await keepStates(client, partition);
  if (partition.table === "span") await keepTraces(client, partition, keptSince);
  const horizon = HORIZON[partition.table];
  if (horizon === undefined) return;
  await client.query(
    `INSERT INTO telemetry.tier_horizon (tier, time) VALUES ($1, $2)
     ON CONFLICT (tier) DO UPDATE SET time = greatest(tier_horizon.time, excluded.time)`,
    [horizon.tier, new Date(partition.to.getTime() + horizon.overhangMs)],
  );
}

async function hasRows(client: pg.ClientBase, { schema, name }: StoredPartition): Promise<boolean> {
  const { rowCount } = await client.query(`SELECT FROM ${schema}.${name} LIMIT 1`);
  return rowCount !== 0;
}
