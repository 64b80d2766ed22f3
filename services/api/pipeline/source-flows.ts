import type { SourceRow } from "@mystocks/store";
import { emptyFlow, sumOf, type Flow } from "./flow.ts";

/** Kafka topics by what they carry. */
export const TOPICS = { spans: "otlp_spans", samples: "otlp_metrics", logs: "otlp_logs" } as const;
const ITEMS = ["spans", "samples", "logs"] as const;

const total = <T>(rows: readonly T[], read: (row: T) => number): number => sumOf(rows.map(read));

/** What recorders took and what they made of it, as stored in the transactions of the rows themselves. */
export function recorderFlows(sources: readonly SourceRow[]): Flow[] {
  return ITEMS.map((signal) => {
    const rows = sources.map(({ signals }) => signals[signal]);
    return {
      ...emptyFlow(signal),
      in: total(rows, ({ received }) => received),
      out: total(rows, ({ stored }) => stored),
      repeated: total(rows, ({ duplicates }) => duplicates),
      dropped: merged(rows.map(({ dropped }) => dropped)),
      held: 0,
    };
  });
}

/** Kafka records: what can't be read goes to dead letters. */
export function recordFlows(sources: readonly SourceRow[]): Flow[] {
  return ITEMS.flatMap((signal) => {
    const rows = sourcesOf(sources, signal);
    if (rows.length === 0) return [];
    const records = total(rows, (row) => row.records);
    const deadLetters = total(rows, (row) => row.deadLetters);
    const dropped: Record<string, number> = deadLetters > 0 ? { dead_letter: deadLetters } : {};
    return [{ ...emptyFlow(signal, "records"), in: records, out: records - deadLetters, dropped, held: 0 }];
  });
}

/** Requests of OTLP over HTTP that are stored; undefined where telemetry comes by Kafka only. */
export function requestFlow(sources: readonly SourceRow[]): Flow | undefined {
  const rows = sources.filter(({ source }) => source.startsWith("otlp-http"));
  const records = total(rows, (row) => row.records);
  if (rows.length === 0 || (records === 0 && sources.length > rows.length)) return undefined;
  const dead = total(rows, (row) => row.deadLetters);
  return {
    ...emptyFlow("requests", "records"),
    in: records,
    out: records - dead,
    dropped: dead > 0 ? { dead_letter: dead } : {},
    held: 0,
  };
}

/** The rows of a store: what the recorder stored is in them, by the same transaction. */
export function storeFlows(sources: readonly SourceRow[]): Flow[] {
  return ITEMS.map((signal) => ({
    ...emptyFlow(signal),
    in: total(sources, ({ signals }) => signals[signal].stored),
    held: 0,
  }));
}

/** Commits and the pulses that tell of them. */
export function pulseFlows(sources: readonly SourceRow[]): Flow[] {
  const committed = total(sources, ({ sequence }) => sequence);
  const published = total(sources, (row) => Math.min(row.published, row.sequence));
  return [{ ...emptyFlow("pulses", "commits"), in: committed, out: published, held: committed - published }];
}

export interface TopicEnd {
  topic: string;
  partition: number;
  /** The first offset that is still there, and the one that the next record gets. */
  low: number;
  end: number;
}

/** What was written to Kafka and how far recorders have stored it. */
export function kafkaFlows(ends: readonly TopicEnd[], sources: readonly SourceRow[]): Flow[] {
  const next = new Map(sources.map((row) => [`${row.source} ${row.partition}`, row]));
  return ITEMS.flatMap((signal) => {
    const partitions = ends.filter(({ topic }) => topic.endsWith(TOPICS[signal]));
    if (partitions.length === 0) return [];
    const stood = partitions.map(({ topic, partition, low, end }) => {
      const row = next.get(`${topic} ${partition}`);
      return { end: Math.max(end, row?.next ?? 0), next: row?.next ?? low, missing: row?.missing ?? 0 };
    });
    const missing = total(stood, (one) => one.missing);
    const taken = total(stood, (one) => one.next);
    const end = total(stood, (one) => one.end);
    const dropped: Record<string, number> = missing > 0 ? { lost_offsets: missing } : {};
    return [
      {
        ...emptyFlow(signal, "records"),
        in: end,
        out: taken - missing,
        dropped,
        held: end - taken,
        queue: { length: end - taken, capacity: null, unit: "records" },
      },
    ];
  });
}

/** End of the newest stored span; never after its commit, since a service's clock may be ahead. */
export function newestSpanMs(sources: readonly SourceRow[]): number | null {
  const ends = sources.flatMap(({ signals, newestMs, committedMs }) =>
    signals.spans.stored > 0 && newestMs !== undefined ? [Math.min(newestMs, committedMs ?? newestMs)] : [],
  );
  return ends.length === 0 ? null : Math.max(...ends);
}

const sourcesOf = (sources: readonly SourceRow[], signal: keyof typeof TOPICS): SourceRow[] =>
  sources.filter(({ source }) => source.endsWith(TOPICS[signal]));

function merged(counts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of counts)
    for (const [reason, count] of Object.entries(one)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
}
