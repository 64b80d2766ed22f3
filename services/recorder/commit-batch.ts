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
  type BatchReference,
  type BatchSummary,
  type ChunkPool,
  type DeadLetterRow,
  type PulseDelta,
  type RecordSignal,
  type SourcePosition,
} from "@mystocks/store";
import type pg from "pg";
import { aggregateSpans, chooseExemplars } from "./aggregate-spans.ts";
import type { Batch, PlacedLog, PlacedSample } from "./batch.ts";
import type { ExemplarGate } from "./exemplar-gate.ts";
import type { PlacedSpan } from "./placed-span.ts";
import type { PulseAggregate } from "./pulse-aggregate.ts";

/** What a commit added to the store: what it had already is not in it. */
export interface Stored {
  spans: number;
  pulses: { aggregate: PulseAggregate; delta: PulseDelta }[];
  samples: PlacedSample[];
  logs: PlacedLog[];
  deadLetters: number;
  /** Operations that ended over 60 s before the commit. */
  lateOperations: number;
  /** Of what is new; undefined when nothing is. */
  newestMs: number | undefined;
  redone: boolean;
}

/** Another owner moved the source since this one read it; nothing was written. */
export class SourceMoved extends Error {
  override name = "SourceMoved";
}

const UNIQUE_VIOLATION = "23505";
const LONGEST_COMMIT_MS = 60_000;
/** What is observed later than this is history: no live rule judges by it. */
const LIVE_SECONDS = 60;

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
  const stored: Stored = {
    spans,
    pulses,
    samples: batch.samples.filter((_, place) => samples.has(place)),
    logs: batch.logs.filter((_, place) => logs.has(place)),
    deadLetters,
    lateOperations: lateOperations(deltas, observedAtMs),
    newestMs: undefined,
    redone,
  };
  stored.newestMs = newestOf(batch, stored);
  const moved = await advanceSource(client, source, next, {
    ...reference,
    ...summaryOf(transaction, stored),
  });
  if (!moved) throw new SourceMoved();
  await commitWithPulses(client, chunks, reference, deltas);
  return stored;
}

function summaryOf(
  { batch, records, missing, deadLetters }: Transaction,
  stored: Stored,
): Omit<BatchSummary, keyof BatchReference> {
  const { received, refused } = batch;
  const { spans, samples, logs } = batch;
  return {
    records,
    missing,
    deadLetters: deadLetters.length,
    received,
    stored: { spans: stored.spans, samples: stored.samples.length, logs: stored.logs.length },
    duplicates: {
      spans: spans.length - stored.spans,
      samples: samples.length - stored.samples.length + batch.repeatedDeltas,
      logs: logs.length - stored.logs.length,
    },
    dropped: Object.entries(refused).flatMap(([signal, reasons]) =>
      Object.entries(reasons).map(([reason, count]) => ({ signal: signal as RecordSignal, reason, count })),
    ),
    lateOperations: stored.lateOperations,
    newestMs: stored.newestMs,
  };
}

function lateOperations(deltas: readonly PulseDelta[], observedAtMs: number): number {
  const live = Math.floor(observedAtMs / 1000) - LIVE_SECONDS;
  return deltas.reduce((sum, { second, count }) => (second < live ? sum + count : sum), 0);
}

function newestOf({ spans }: Batch, stored: Stored): number | undefined {
  const times = [
    ...stored.samples.map(({ timeMs }) => timeMs),
    ...stored.logs.map(({ timeNs }) => msOf(timeNs)),
  ];
  let newestNs = 0n;
  if (stored.spans > 0) for (const { record } of spans) if (record.endNs > newestNs) newestNs = record.endNs;
  if (newestNs > 0n) times.push(msOf(newestNs));
  return times.length === 0 ? undefined : Math.max(...times);
}

const msOf = (ns: bigint) => Number(ns / 1_000_000n);

async function copyAll({ client, chunks, batch, gate }: Transaction) {
  const pulses = pulsesOf(batch.spans, gate);
  await beginWithSpans(client, chunks, batch.spans);
  return { spans: batch.spans.length, pulses };
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
  return { spans: fresh.length, pulses };
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
