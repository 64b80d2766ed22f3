import type { ScrapedSample } from "@mystocks/runtime";
import { emptyFlow, type Flow, type Queue, type Signal } from "./flow.ts";
import type { Growth } from "./growth.ts";

const SUFFIX: Partial<Record<Signal, string>> = {
  spans: "spans",
  samples: "metric_points",
  logs: "log_records",
};

/** Exporters that lead to the recorder; others, such as Prometheus', have copies. */
const TO_RECORDER = /^(kafka|otlp)/;

/** Counters of one Collector under names of ours. */
export function collectorCounters(samples: readonly ScrapedSample[]): Map<string, number> {
  const counters = new Map<string, number>();
  for (const { name, labels, value } of samples) {
    const key = keyOf(name, labels);
    if (key !== undefined && Number.isFinite(value)) counters.set(key, (counters.get(key) ?? 0) + value);
  }
  return counters;
}

const COUNTER =
  /^otelcol_(receiver|exporter)_(accepted|refused|failed|sent|send_failed|enqueue_failed)_(spans|metric_points|log_records)(?:_total)?$/;

function keyOf(name: string, labels: ScrapedSample["labels"]): string | undefined {
  const [, part, what, item] = COUNTER.exec(name) ?? [];
  if (part === undefined) return undefined;
  if (part === "exporter" && !TO_RECORDER.test(labels.exporter ?? "")) return undefined;
  return `${item} ${part} ${what}`;
}

const QUEUE_SIGNAL: Record<string, Signal> = { traces: "spans", metrics: "samples", logs: "logs" };
/** A queue sized in requests or items is never that large. */
const BYTES_FROM = 1_000_000;

/** Queues before the exporters, over all Collectors by signal. */
export function collectorQueues(samples: readonly ScrapedSample[]): Map<Signal, Queue> {
  const queues = new Map<Signal, Queue & { capacity: number }>();
  for (const { name, labels, value } of samples) {
    const field = /^otelcol_exporter_queue_(size|capacity)$/.exec(name)?.[1];
    const signal = QUEUE_SIGNAL[labels.data_type ?? ""];
    if (field === undefined || signal === undefined || !TO_RECORDER.test(labels.exporter ?? "")) continue;
    const queue = queues.get(signal) ?? { length: 0, capacity: 0, unit: "batches" };
    queues.set(signal, queue);
    if (field === "size") queue.length += value;
    else queue.capacity += value;
    if (queue.capacity >= BYTES_FROM) queue.unit = "bytes";
  }
  return queues;
}

/** What the receivers took, and what became of it on the way to the exporters. */
export function receiverFlows(growth: Growth): Flow[] {
  return Object.entries(SUFFIX).map(([signal, item]) => {
    const of = (key: string) => growth.of(`${item} ${key}`);
    return {
      ...emptyFlow(signal as Signal),
      in: of("receiver accepted"),
      out: of("receiver accepted"),
      held: 0,
      refused: plus(of("receiver refused"), of("receiver failed")),
      doubt: growth.doubt(`${item} receiver accepted`),
    };
  });
}

/** So much of a queue's capacity is the coming and going of a steady flow, and no backlog. */
const STEADY_SHARE = 0.001;

const isSteady = ({ length, capacity }: Queue): boolean =>
  length <= Math.max(1, (capacity ?? 0) * STEADY_SHARE);

/** What the exporters got and what they sent. Their queues count bytes or batches: how many items those hold is not known. */
export function exporterFlows(growth: Growth, queues: ReadonlyMap<Signal, Queue>): Flow[] {
  return Object.entries(SUFFIX).map(([signal, item]) => {
    const of = (what: string) => growth.of(`${item} exporter ${what}`);
    const dropped = { send_failed: of("send_failed") ?? 0, enqueue_failed: of("enqueue_failed") ?? 0 };
    const queue = queues.get(signal as Signal) ?? null;
    const sent = of("sent");
    return {
      ...emptyFlow(signal as Signal),
      in: growth.of(`${item} receiver accepted`),
      out: sent,
      dropped,
      held: queue !== null && isSteady(queue) ? 0 : null,
      queue,
      doubt: growth.doubt(
        ...["sent", "send_failed", "enqueue_failed"].map((what) => `${item} exporter ${what}`),
        `${item} receiver accepted`,
      ),
    };
  });
}

function plus(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}
