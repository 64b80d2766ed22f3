import { firstBucketAbove } from "@mystocks/histogram";
import type { MetricFamily, MetricSample } from "@mystocks/runtime";
import type { RecorderStats, SourceStats } from "./stats.ts";

const LATENCY_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The recorder's own figures for /metrics. */
export function recorderFamilies(stats: RecorderStats): MetricFamily[] {
  return [
    counter(
      "mystocks_recorder_received_total",
      "Records decoded, stored or not.",
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
      "mystocks_recorder_over_quota_spans_total",
      "Spans that are not stored because their name space is over its quota.",
      by("service_namespace", stats.overQuota),
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
    counter("mystocks_recorder_commits_total", "Commits.", one(stats.commits)),
    counter(
      "mystocks_recorder_redone_commits_total",
      "Commits done a second time because they met what was stored before.",
      one(stats.redone),
    ),
    counter(
      "mystocks_recorder_kafka_records_total",
      "Kafka records stored or put aside.",
      one(stats.records),
    ),
    counter(
      "mystocks_recorder_dead_letters_total",
      "Kafka records put aside because they can't be read or stored, by code.",
      by("code", stats.deadLetters),
    ),
    counter(
      "mystocks_recorder_late_operations_total",
      "Operations stored over 60 seconds after their end: in history, not seen by live rules.",
      one(stats.lateOperations),
    ),
    ...sourceFamilies(stats.sources),
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

function sourceFamilies(sources: readonly SourceStats[]): MetricFamily[] {
  const each = (name: string, help: string, value: (source: SourceStats) => number | undefined) => ({
    name: `mystocks_recorder_${name}`,
    type: "gauge" as const,
    help,
    samples: sources.flatMap((stats) => {
      const labels = { source: stats.source, partition: `${stats.partition}` };
      const measured = value(stats);
      return measured === undefined ? [] : [{ labels, value: measured }];
    }),
  });
  return [
    each("lag_records", "Records of the partition that are not stored.", ({ lag }) => lag),
    each("next_offset", "Offset or number that is stored next.", ({ next }) => next),
    each("source_queue_length", "Records or requests that wait in memory.", ({ queued }) => queued),
    each("source_queue_bytes", "Bytes of what waits in memory.", ({ queuedBytes }) => queuedBytes),
    each("oldest_waiting_seconds", "Age of the oldest that waits.", ({ oldestSeconds }) => oldestSeconds),
    each("fetch_age_seconds", "Since the partition last answered.", ({ fetchedSeconds }) => fetchedSeconds),
    each(
      "freshness_seconds",
      "Since the end of the newest span, or the time of the newest sample or log event, stored.",
      ({ freshnessSeconds }) => freshnessSeconds,
    ),
  ];
}

function commitLatency({ commitLatency: latency }: RecorderStats): MetricFamily {
  const before = latency.countsBefore(LATENCY_BOUNDS.map(firstBucketAbove));
  const buckets = LATENCY_BOUNDS.map((bound, at) => [bound, before[at]!] as const);
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
