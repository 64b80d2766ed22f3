import {
  advanceSource,
  copyPulses,
  copySpans,
  inTransaction,
  insertLogEvents,
  insertNewSpans,
  insertPulseBatch,
  insertSamples,
  MARK,
  markExemplars,
  type BatchReference,
  type PulseDelta,
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
  redone: boolean;
}

/** Another owner moved the source since this one read it; nothing was written. */
export class SourceMoved extends Error {
  override name = "SourceMoved";
}

const UNIQUE_VIOLATION = "23505";

/**
 * Stores a batch in one transaction. It is copied straight in; only when that meets a span twice is it done again
 * through a temporary table, since a copy can't skip rows.
 */
export async function commitBatch(
  pool: pg.Pool,
  source: SourcePosition,
  batch: Batch,
  gate: ExemplarGate,
  observedAtMs: number,
): Promise<Stored> {
  const write = (spans: WriteSpans, redone: boolean) =>
    inTransaction(pool, (client) => writeBatch(client, source, batch, observedAtMs, gate, spans, redone));
  try {
    return await write(copyAll, false);
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    return await write(insertNew, true);
  }
}

interface Written {
  count: number;
  pulses: Stored["pulses"];
}

type WriteSpans = (client: pg.ClientBase, spans: PlacedSpan[], gate: ExemplarGate) => Promise<Written>;

async function writeBatch(
  client: pg.ClientBase,
  source: SourcePosition,
  batch: Batch,
  observedAtMs: number,
  gate: ExemplarGate,
  writeSpans: WriteSpans,
  redone: boolean,
): Promise<Stored> {
  if (!(await advanceSource(client, source, batch.requests))) throw new SourceMoved();
  const reference: BatchReference = {
    sourceId: source.sourceId,
    sequence: source.sequence + 1,
    observedAtMs,
  };
  const { count, pulses } = await writeSpans(client, batch.spans, gate);
  const duplicates = batch.spans.length - count;
  await insertPulseBatch(client, { ...reference, spans: count, duplicates, dropped: batch.refused });
  await copyPulses(
    client,
    reference,
    pulses.map(({ delta }) => delta),
  );
  const samples = await insertSamples(client, reference, batch.samples);
  const logs = await insertLogEvents(client, reference, batch.logs);
  return {
    spans: count,
    pulses,
    samples: batch.samples.filter((_, place) => samples.has(place)),
    logs: batch.logs.filter((_, place) => logs.has(place)),
    redone,
  };
}

async function copyAll(client: pg.ClientBase, spans: PlacedSpan[], gate: ExemplarGate): Promise<Written> {
  const pulses = pulsesOf(spans, gate);
  await copySpans(client, spans);
  return { count: spans.length, pulses };
}

async function insertNew(client: pg.ClientBase, spans: PlacedSpan[], gate: ExemplarGate): Promise<Written> {
  // The first attempt marked exemplars among spans that may be stored already.
  for (const span of spans) span.marks &= ~MARK.exemplar;
  const fresh = (await insertNewSpans(client, spans)) as PlacedSpan[];
  const pulses = pulsesOf(fresh, gate);
  await markExemplars(
    client,
    fresh.filter(({ marks }) => (marks & MARK.exemplar) !== 0),
  );
  return { count: fresh.length, pulses };
}

function pulsesOf(spans: PlacedSpan[], gate: ExemplarGate): Stored["pulses"] {
  return aggregateSpans(spans).map((aggregate) => ({
    aggregate,
    delta: aggregate.delta(chooseExemplars(aggregate, gate)),
  }));
}
