import type { LogRecord, SampleRecord, SpanRecord } from "@mystocks/otlp";
import {
  readLastSamples,
  storedJson,
  type LogRow,
  type RecordSignal,
  type SampleRow,
  type SignalCounts,
} from "@mystocks/store";
import type pg from "pg";
import type { Refusals } from "./admission.ts";
import type { DeltaSums } from "./delta-sums.ts";
import { learn, type Dictionaries } from "./dictionaries.ts";
import { identityOf, sortedEntries } from "./identity.ts";
import type { Intake, SpansOfNamespaces } from "./intake.ts";
import { durationOf, marksOf, type PlacedSpan } from "./placed-span.ts";
import type { KnownSeries } from "./series-dictionary.ts";
import type { Thresholds } from "./thresholds.ts";

export interface PlacedSample extends SampleRow {
  record: SampleRecord;
  series: KnownSeries;
}

export interface PlacedLog extends LogRow {
  record: LogRecord;
}

/** Everything one commit stores. */
export interface Batch {
  spans: PlacedSpan[];
  samples: PlacedSample[];
  logs: PlacedLog[];
  received: SignalCounts;
  refused: Record<RecordSignal, Refusals>;
  overQuota: SpansOfNamespaces;
  /** Points of delta series that were counted before. */
  repeatedDeltas: number;
}

/** Gives every record its numbers. Delta points are added up, but only count when `deltas.commit` says so. */
export async function prepareBatch(
  pool: pg.Pool,
  known: Dictionaries,
  deltas: DeltaSums,
  thresholds: Thresholds,
  intakes: readonly Intake[],
  nowMs: number,
): Promise<Batch> {
  await learn(pool, known, intakes, nowMs);
  const received = { spans: 0, samples: 0, logs: 0 };
  const refused = { spans: {}, samples: {}, logs: {} };
  const overQuota = new Map<string, number>();
  for (const intake of intakes) {
    received[intake.signal] += intake.received;
    addRefusals(refused[intake.signal], intake.refused);
    for (const [namespace, spans] of intake.overQuota)
      overQuota.set(namespace, (overQuota.get(namespace) ?? 0) + spans);
  }
  const spans: PlacedSpan[] = [];
  for (const intake of intakes)
    for (const span of intake.spans) spans.push(placeSpan(span, known, thresholds));
  const placed = placeSamples(
    intakes.flatMap((intake) => intake.samples),
    known,
    refused.samples,
  );
  await startDeltas(pool, deltas, placed);
  const samples = placed.flatMap((sample) => cumulative(sample, deltas));
  const logs = intakes.flatMap((intake) => intake.logs.map((log) => placeLog(log, known)));
  return {
    spans,
    samples,
    logs,
    received,
    refused,
    overQuota,
    repeatedDeltas: placed.length - samples.length,
  };
}

function placeSpan(record: SpanRecord, known: Dictionaries, thresholds: Thresholds): PlacedSpan {
  const durationNs = durationOf(record);
  const operation = record.operation === undefined ? undefined : known.operations.get(record.operation);
  return {
    record,
    durationNs,
    operation,
    operationId: operation?.id,
    statementId: record.statement?.id,
    resourceId: known.resources.get(record.resource),
    marks: marksOf(record, durationNs, thresholds),
  };
}

function placeSamples(samples: SampleRecord[], known: Dictionaries, refused: Refusals): PlacedSample[] {
  const placed: PlacedSample[] = [];
  for (const record of samples) {
    const series = known.series.get(record, known.resources.get(record.resource));
    if (series !== undefined) placed.push(placeSample(record, series));
    else addRefusals(refused, { [known.series.whyRefused(record)]: 1 });
  }
  return placed;
}

function placeSample(record: SampleRecord, series: KnownSeries): PlacedSample {
  const { value, sum, sketch, rebucketed } = record;
  const timeMs = Number(record.timeNs / 1_000_000n);
  return { record, series, seriesId: series.id, timeMs, value, sum, sketch, rebucketed };
}

async function startDeltas(
  pool: pg.Pool,
  deltas: DeltaSums,
  samples: readonly PlacedSample[],
): Promise<void> {
  const unknown = new Set<number>();
  for (const { record, seriesId } of samples)
    if (record.delta && !deltas.knows(seriesId)) unknown.add(seriesId);
  if (unknown.size === 0) return;
  const last = await readLastSamples(pool, [...unknown]);
  for (const seriesId of unknown) deltas.start(seriesId, last.get(seriesId));
}

function cumulative(sample: PlacedSample, deltas: DeltaSums): PlacedSample[] {
  if (!sample.record.delta) return [sample];
  const point = deltas.stage(sample);
  return point === undefined ? [] : [{ ...sample, ...point }];
}

function placeLog(record: LogRecord, known: Dictionaries): PlacedLog {
  const { resource, timeNs, severity, eventName, body, traceId, spanId } = record;
  const attributes = sortedEntries(record.attributes);
  const owner = [resource.service, resource.instance, sortedEntries(resource.attributes)];
  const ids = [traceId, spanId].map((id) => (id === undefined ? null : Buffer.from(id).toString("hex")));
  return {
    record,
    timeNs,
    payloadHash: identityOf([`${timeNs}`, owner, severity, eventName, body ?? null, attributes, ...ids]),
    resourceId: known.resources.get(resource),
    severity,
    eventName,
    body,
    attributes: storedJson(Object.fromEntries(attributes)),
    traceId,
    spanId,
  };
}

function addRefusals(to: Refusals, refused: Refusals): void {
  for (const [reason, count] of Object.entries(refused) as [keyof Refusals, number][])
    to[reason] = (to[reason] ?? 0) + count;
}
