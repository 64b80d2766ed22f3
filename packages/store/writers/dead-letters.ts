import type { DeadLetterEvent } from "@mystocks/events";
import type pg from "pg";
import { storedJson, storedText } from "./stored-text.ts";

/**
 * malformed: no OTLP. compressed: gzip or zstd inside the record. too_large: over the size cap. no_value: a
 * tombstone. refused: PostgreSQL does not take what it says.
 */
export type DeadLetterCode = "malformed" | "compressed" | "too_large" | "no_value" | "refused";

export interface DeadLetterRow {
  offset: number;
  recordAtMs: number;
  key: Buffer | null;
  headers: Readonly<Record<string, Buffer>>;
  code: DeadLetterCode;
  reason: string;
  /** Whole up to 8 MiB; of a larger one the first 64 KiB. */
  payload: Buffer;
  payloadBytes: number;
  /** SHA-256 of the whole: the same offset and hash are the same letter. */
  payloadHash: Buffer;
}

const LONGEST_REASON = 2000;

/**
 * Stores those of the source that are not stored yet, whoever stored them, and locks the source until the
 * transaction ends. Resolves to how many are new.
 */
export async function insertDeadLetters(
  client: pg.ClientBase,
  { sourceId, observedAtMs }: { sourceId: number; observedAtMs: number },
  letters: readonly DeadLetterRow[],
): Promise<number> {
  if (letters.length === 0) return 0;
  // A statement of its own: what another owner stored is only seen by one that begins after the lock.
  const { rows } = await client.query<{ numbered: string }>(
    `SELECT dead_letters_numbered AS numbered FROM telemetry.source WHERE source_id = $1 FOR UPDATE`,
    [sourceId],
  );
  const last = Number(rows[0]!.numbered);
  let stored = 0;
  for (const letter of letters)
    if (await insertOne(client, sourceId, last + stored + 1, observedAtMs, letter)) stored += 1;
  if (stored > 0)
    await client.query("UPDATE telemetry.source SET dead_letters_numbered = $2 WHERE source_id = $1", [
      sourceId,
      last + stored,
    ]);
  return stored;
}

async function insertOne(
  client: pg.ClientBase,
  sourceId: number,
  number: number,
  storedAtMs: number,
  letter: DeadLetterRow,
): Promise<boolean> {
  const headers = Object.entries(letter.headers).map(([name, value]) => [name, value.toString("utf8")]);
  const { rowCount } = await client.query({
    name: "insert-dead-letter",
    text: `
      INSERT INTO telemetry.dead_letter (stored_at, source_id, number, "offset", record_at, key, headers, code, reason,
                                         payload, payload_bytes, payload_hash)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
      WHERE NOT EXISTS (
        SELECT FROM telemetry.dead_letter WHERE source_id = $2 AND "offset" = $4 AND payload_hash = $12)`,
    values: [
      new Date(storedAtMs),
      sourceId,
      number,
      letter.offset,
      new Date(letter.recordAtMs),
      letter.key,
      storedJson(Object.fromEntries(headers)),
      letter.code,
      storedText(letter.reason.slice(0, LONGEST_REASON)),
      letter.payload,
      letter.payloadBytes,
      letter.payloadHash,
    ],
  });
  return rowCount === 1;
}

/** Enough that the encoded event is cut, and says so, exactly when the payload is longer. */
const EVENT_PAYLOAD_BYTES = 64 * 1024;

/**
 * The events of a source's dead letters with `number > after`, in order, at most `limit`: all that is ever
 * published of them is read back from here. The payload is base64, since it is bytes.
 */
export async function readUnpublishedDeadLetters(
  pool: pg.Pool,
  { sourceId, source, partition }: { sourceId: number; source: string; partition: number },
  after: number,
  limit: number,
): Promise<{ number: number; event: Omit<DeadLetterEvent, "truncated"> }[]> {
  const { rows } = await pool.query<{ number: string; offset: string; reason: string; payload: Buffer }>(
    `SELECT number, "offset", reason, substring(payload FOR ${EVENT_PAYLOAD_BYTES}) AS payload
     FROM telemetry.dead_letter
     WHERE source_id = $1 AND number > $2
     ORDER BY number
     LIMIT $3`,
    [sourceId, after, limit],
  );
  return rows.map(({ number, offset, reason, payload }) => ({
    number: Number(number),
    event: {
      topic: source,
      partition,
      offset,
      id: `${source}/${partition}/${number}`,
      consumer: "recorder",
      reason,
      payload: payload.toString("base64"),
      encoding: "base64",
    },
  }));
}
