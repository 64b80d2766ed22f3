import type pg from "pg";
import { inTransaction } from "../transaction.ts";
import { chooseSequences, type PendingSequence } from "./choose-sequences.ts";
import { mergePulses } from "./merge-pulses.ts";
import { mergeSamples } from "./merge-samples.ts";

/** One step from a tier to the next coarser one. */
export interface CompactionStep {
  /** As in telemetry.compaction. */
  tier: "1s" | "1m" | "1h" | "sample_1s" | "sample_1m";
  from: string;
  to: string;
  /** The column that is cut into buckets. */
  time: "bucket" | "time";
  /** Length of the buckets it makes. */
  seconds: number;
  /** How long after a bucket's end its rows still come in numbers. */
  graceSeconds: number;
  merge: (client: pg.PoolClient, step: CompactionStep, chunk: CompactionChunk) => Promise<void>;
}

/** Commits (after, upto] of each source, and the identity of the rows they become. */
export interface CompactionChunk {
  sourceIds: number[];
  after: number[];
  upto: number[];
  target: { sourceId: number; sequence: number };
}

const pulses = { time: "bucket", merge: mergePulses } as const;
const samples = { time: "time", merge: mergeSamples } as const;

/** In the order in which they feed each other. */
export const COMPACTION_STEPS: readonly CompactionStep[] = [
  { tier: "1s", from: "pulse_1s", to: "pulse_1m", seconds: 60, graceSeconds: 5, ...pulses },
  { tier: "1m", from: "pulse_1m", to: "pulse_1h", seconds: 3600, graceSeconds: 90, ...pulses },
  { tier: "1h", from: "pulse_1h", to: "pulse_1d", seconds: 86_400, graceSeconds: 300, ...pulses },
  { tier: "sample_1s", from: "sample_1s", to: "sample_1m", seconds: 60, graceSeconds: 5, ...samples },
  { tier: "sample_1m", from: "sample_1m", to: "sample_1h", seconds: 3600, graceSeconds: 90, ...samples },
];

const ROWS_A_CHUNK = 50_000;
const COMMITS_A_CHUNK = 5000;

interface Watermark extends PendingSequence {
  after: number;
}

/**
 * Merges every complete bucket of a tier into the next coarser one; rows that come late make a further row of
 * their bucket. Exactly once: rows and watermark move in one transaction, under the lock of the compaction's own
 * row in telemetry.source. Returns how many transactions that took.
 */
export async function compact(
  pool: pg.Pool,
  step: CompactionStep,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  const boundary = Math.floor((now.getTime() / 1000 - step.graceSeconds) / step.seconds) * step.seconds;
  let chunks = 0;
  while (await compactChunk(pool, step, boundary)) {
    chunks++;
    signal?.throwIfAborted();
  }
  return chunks;
}

async function compactChunk(pool: pg.Pool, step: CompactionStep, boundary: number): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const source = await lockSource(client, step);
    const pending = await pendingSequences(client, step);
    const chosen = chooseSequences(pending, boundary, ROWS_A_CHUNK);
    if (chosen.size === 0) return false;
    const watermarks = new Map(pending.map(({ sourceId, after }) => [sourceId, after]));
    const sourceIds = [...chosen.keys()];
    const upto = [...chosen.values()];
    await step.merge(client, step, {
      sourceIds,
      after: sourceIds.map((sourceId) => watermarks.get(sourceId)!),
      upto,
      target: { sourceId: source.sourceId, sequence: source.sequence + 1 },
    });
    await moveWatermarks(client, step, sourceIds, upto);
    await client.query(
      "UPDATE telemetry.source SET sequence = sequence + 1, published = sequence + 1 WHERE source_id = $1",
      [source.sourceId],
    );
    return true;
  });
}

async function lockSource(
  client: pg.PoolClient,
  { to }: CompactionStep,
): Promise<{ sourceId: number; sequence: number }> {
  const name = `compaction/${to}`;
  await client.query(
    `INSERT INTO telemetry.source (source, partition)
     SELECT $1, 0 WHERE NOT EXISTS (SELECT FROM telemetry.source WHERE source = $1)
     ON CONFLICT DO NOTHING`,
    [name],
  );
  const { rows } = await client.query<{ source_id: number; sequence: string }>(
    "SELECT source_id, sequence FROM telemetry.source WHERE source = $1 AND partition = 0 FOR UPDATE",
    [name],
  );
  return { sourceId: rows[0]!.source_id, sequence: Number(rows[0]!.sequence) };
}

async function pendingSequences(
  client: pg.PoolClient,
  { tier, from, time }: CompactionStep,
): Promise<Watermark[]> {
  const { rows } = await client.query<Watermark>(
    `SELECT s.source_id AS "sourceId", pending.sequence::float8 AS sequence, coalesce(c.sequence, 0)::float8 AS after,
       pending.rows::float8 AS rows, extract(epoch FROM pending.newest)::float8 AS "newestBucket"
     FROM telemetry.source s
     LEFT JOIN telemetry.compaction c ON c.source_id = s.source_id AND c.tier = $1
     CROSS JOIN LATERAL (
       SELECT sequence, count(*) AS rows, max(${time}) AS newest FROM telemetry.${from} f
       WHERE f.source_id = s.source_id AND f.sequence > coalesce(c.sequence, 0)
       GROUP BY sequence ORDER BY sequence LIMIT ${COMMITS_A_CHUNK}
     ) AS pending
     ORDER BY 1, 2`,
    [tier],
  );
  return rows;
}

async function moveWatermarks(
  client: pg.PoolClient,
  { tier }: CompactionStep,
  sourceIds: readonly number[],
  upto: readonly number[],
): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.compaction (tier, source_id, sequence)
     SELECT $1, source_id, sequence FROM unnest($2::integer[], $3::bigint[]) AS moved(source_id, sequence)
     ON CONFLICT (tier, source_id) DO UPDATE SET sequence = excluded.sequence`,
    [tier, sourceIds, upto],
  );
}
