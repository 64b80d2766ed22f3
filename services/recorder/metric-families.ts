import type { MetricFamily, MetricSample } from "@mystocks/runtime";
import type { RecorderStats } from "./stats.ts";

const LATENCY_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The recorder's own figures for /metrics. */
export function recorderFamilies(stats: RecorderStats): MetricFamily[] {
  return [
    counter(
      "mystocks_recorder_received_total",
      "Records decoded and admitted.",
      by("signal", stats.received),
    ),
    counter(
      "mystocks_recorder_stored_total",
      "Records stored for the first time.",
      by("signal", stats.stored),
    ),
    counter(
      "mystocks_recorder_duplicates_total",
      "Records that were stored before.",
      by("signal", stats.duplicates),
    ),
    counter(
      "mystocks_recorder_dropped_total",
      "Records that are not stored, by reason.",
      by("reason", stats.dropped),
    ),
    counter(
      "mystocks_recorder_answers_total",
      "Answers of the OTLP receiver by HTTP status.",
      by("status", stats.answers),
    ),
    counter(
      "mystocks_recorder_received_bytes_total",
      "Bytes of bodies, decompressed.",
      one(stats.receivedBytes),
    ),
    counter(
      "mystocks_recorder_commit_failures_total",
      "Commits that failed and were tried again.",
      one(stats.commitFailures),
    ),
    gauge("mystocks_recorder_queue_requests", "Requests that wait for a commit.", stats.queue.requests),
    gauge("mystocks_recorder_queue_bytes", "Bytes of requests in memory.", stats.queue.usedBytes),
    gauge(
      "mystocks_recorder_queue_capacity_bytes",
      "Bytes from which on requests are answered with 503.",
      stats.queue.capacityBytes,
    ),
    gauge(
      "mystocks_recorder_unpublished_commits",
      "Commits whose pulse is not on the bus yet.",
      stats.outbox.committed - stats.outbox.published,
    ),
    commitLatency(stats),
  ];
}

function commitLatency({ commitLatency: latency }: RecorderStats): MetricFamily {
  const buckets = LATENCY_BOUNDS.map((bound) => [bound, latency.count - latency.countAbove(bound)] as const);
  return {
    name: "mystocks_recorder_commit_duration_seconds",
    type: "histogram",
    help: "From the start of a commit to its end.",
    samples: [{ labels: {}, value: latency.count, sum: latency.sum, buckets }],
  };
}

function by(label: string, values: Record<string, number>): MetricSample[] {
  return Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
}

const one = (value: number): MetricSample[] => [{ labels: {}, value }];

function counter(name: string, help: string, samples: MetricSample[]): MetricFamily {
  return { name, type: "counter", help, samples };
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name, type: "gauge", help, samples: one(value) };
}
