import {
  advanceSource,
  beginWithSpans,
  commitWithPulses,
  insertDeadLetters,
  insertLogEvents,
  insertNewSpans,
  insertSamples,
  MARK,
  markExemplars,
  type ChunkPool,
  type DeadLetterRow,
  type SourcePosition,
} from "@mystocks/store";
import type pg from "pg";
import { aggregateSpans, chooseExemplars } from "./aggregate-spans.ts";
import type { Batch } from "./batch.ts";
import type { ExemplarGate } from "./exemplar-gate.ts";
import type { PlacedSpan } from "./placed-span.ts";
import { storedOf, summaryOf, type Stored } from "./stored.ts";

/** Another owner moved the source since this one read it; nothing was written. */
export class SourceMoved extends Error {
  override name = "SourceMoved";
}

const UNIQUE_VIOLATION = "23505";
const LONGEST_COMMIT_MS = 60_000;

/**
 * Stores a batch in one transaction. It is copied straight in; only when that meets a span twice is it done again
 * through a temporary table, since a copy can't skip rows.
 */
export async function commitBatch(pool: pg.Pool, commit: Omit<Transaction, "client">): Promise<Stored> {
  const write = (writeSpans: WriteSpans, redone: boolean) =>
    onClient(pool, (client) => writeBatch({ ...commit, client }, writeSpans, redone));
  try {
    return await write(copyAll, false);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    return await write(insertNew, true);
  }
}

interface Transaction {
  client: pg.ClientBase;
  chunks: ChunkPool;
  source: SourcePosition;
  /** Where the source stands after this commit. */
  next: number;
  /** Kafka records or HTTP requests, and offsets passed over without one. */
  records: number;
  missing: number;
  batch: Batch;
  deadLetters: readonly DeadLetterRow[];
  observedAtMs: number;
  gate: ExemplarGate;
}

/** Begins the transaction, stores what is new of the spans and tells what it is. */
type WriteSpans = (transaction: Transaction) => Promise<Pick<Stored, "spans" | "pulses">>;

/** As few ways to the server and back as can be: each waits behind the requests that are decoded meanwhile. */
async function writeBatch(
  transaction: Transaction,
  writeSpans: WriteSpans,
  redone: boolean,
): Promise<Stored> {
  const { client, chunks, source, next, batch, observedAtMs } = transaction;
  const reference = { sourceId: source.sourceId, sequence: source.sequence + 1, observedAtMs };
  const { spans, pulses } = await writeSpans(transaction);
  const samples = await insertSamples(client, reference, batch.samples);
  const logs = await insertLogEvents(client, reference, batch.logs);
  const deadLetters = await insertDeadLetters(client, reference, transaction.deadLetters);
  const deltas = pulses.map(({ delta }) => delta);
  const stored = storedOf(observedAtMs, {
    spans,
    pulses,
    samples: batch.samples.filter((_, place) => samples.has(place)),
    logs: batch.logs.filter((_, place) => logs.has(place)),
    deadLetters,
    redone,
  });
  const moved = await advanceSource(client, source, next, {
    ...reference,
    ...summaryOf(transaction, stored),
  });
  if (!moved) throw new SourceMoved();
  await commitWithPulses(client, chunks, reference, deltas);
  return stored;
}

async function copyAll({ client, chunks, batch, gate }: Transaction) {
  const pulses = pulsesOf(batch.spans, gate);
  await beginWithSpans(client, chunks, batch.spans);
  return { spans: batch.spans, pulses };
}

async function insertNew({ client, chunks, batch, gate }: Transaction) {
  // The first attempt marked exemplars among spans that may be stored already.
  for (const span of batch.spans) span.marks &= ~MARK.exemplar;
  await client.query("BEGIN");
  const fresh = (await insertNewSpans(client, chunks, batch.spans)) as PlacedSpan[];
  const pulses = pulsesOf(fresh, gate);
  await markExemplars(
    client,
    fresh.filter(({ marks }) => (marks & MARK.exemplar) !== 0),
  );
  return { spans: fresh, pulses };
}

function pulsesOf(spans: PlacedSpan[], gate: ExemplarGate): Stored["pulses"] {
  return aggregateSpans(spans).map((aggregate) => ({
    aggregate,
    delta: aggregate.delta(chooseExemplars(aggregate, gate)),
  }));
}

/** The work ends its transaction itself when it succeeds; when it fails, this rolls back. */
async function onClient<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection lost between two statements is told as an event, which ends the process when nobody listens.
  const onLost = (error: Error) => (broken = error);
  client.on("error", onLost);
  // A server that is gone without a word answers nothing, not even an error.
  const watchdog = setTimeout(
    () => void (client as unknown as pg.Client).end().catch(onLost),
    LONGEST_COMMIT_MS,
  );
  try {
    return await work(client);
  } catch (error) {
    await client.query("ROLLBACK").catch(onLost);
    throw error;
  } finally {
    clearTimeout(watchdog);
    client.off("error", onLost);
    client.release(broken);
  }
}
