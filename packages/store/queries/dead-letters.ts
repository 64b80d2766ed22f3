import type pg from "pg";

export interface DeadLetter {
  /** `topic/partition/number`, as in the event on mystocks.dead-letter.v1. */
  id: string;
  topic: string;
  partition: number;
  offset: string;
  storedAt: Date;
  /** Kafka's time of the record. */
  recordAt: Date;
  code: "malformed" | "compressed" | "too_large" | "no_value" | "refused";
  reason: string;
  payloadBytes: number;
  /** Only the first 64 KiB are kept: it can't be replayed. */
  truncated: boolean;
  /** When it was appended to its topic again. */
  replayedAt: Date | null;
}

export interface WholeDeadLetter extends DeadLetter {
  key: Buffer | null;
  headers: Record<string, string>;
  payload: Buffer;
}

export interface DeadLetterFilter {
  topic?: string;
  /** Those that were not replayed yet. */
  waitingOnly?: boolean;
  limit?: number;
}

const COLUMNS = `dead_letter_id AS id, topic, partition, "offset", stored_at AS "storedAt", record_at AS "recordAt",
  code, reason, payload_bytes::float8 AS "payloadBytes", truncated, replayed_at AS "replayedAt"`;

/** Newest first. */
export async function listDeadLetters(
  pool: pg.Pool,
  { topic, waitingOnly = false, limit = 100 }: DeadLetterFilter = {},
): Promise<DeadLetter[]> {
  const { rows } = await pool.query<DeadLetter>(
    `SELECT ${COLUMNS}
     FROM telemetry.dead_letters
     WHERE ($1::text IS NULL OR topic = $1) AND (NOT $2 OR replayed_at IS NULL)
     ORDER BY stored_at DESC, dead_letter_id DESC
     LIMIT $3`,
    [topic ?? null, waitingOnly, limit],
  );
  return rows;
}

/** With its bytes, to be looked at or appended to its topic again; undefined when there is none of this id. */
export async function readDeadLetter(pool: pg.Pool, id: string): Promise<WholeDeadLetter | undefined> {
  const place = placeOf(id);
  if (place === undefined) return undefined;
  const { rows } = await pool.query<WholeDeadLetter>(
    `SELECT ${COLUMNS}, key, headers, payload
     FROM telemetry.whole_dead_letters
     WHERE topic = $1 AND partition = $2 AND number = $3`,
    [place.topic, place.partition, place.number],
  );
  return rows[0];
}

/** Says that it was appended to its topic again; false when there is none of this id. */
export async function markReplayed(pool: pg.Pool, id: string, at = new Date()): Promise<boolean> {
  const place = placeOf(id);
  if (place === undefined) return false;
  const { rowCount } = await pool.query(
    `UPDATE telemetry.dead_letter d SET replayed_at = $4
     FROM telemetry.source s
     WHERE s.source_id = d.source_id AND s.source = $1 AND s.partition = $2 AND d.number = $3`,
    [place.topic, place.partition, place.number, at],
  );
  return rowCount === 1;
}

function placeOf(id: string): { topic: string; partition: number; number: number } | undefined {
  const parts = /^(.+)\/(\d{1,9})\/(\d{1,15})$/.exec(id);
  if (parts === null) return undefined;
  const [, topic, partition, number] = parts;
  return { topic: topic!, partition: Number(partition), number: Number(number) };
}
