import { expect, test } from "@jest/globals";
import { prometheusText } from "@mystocks/runtime";
import { recorderFamilies } from "./metric-families.ts";
import { countOverQuota, createCounters } from "./stats.ts";

test("every figure of the recorder is in /metrics, the latency with cumulative buckets", () => {
  const counters = createCounters();
  counters.received.spans = 12;
  counters.dropped["late"] = 3;
  for (let name = 0; name < 102; name++) countOverQuota(counters, new Map([[`n${name}`, 2]]));
  countOverQuota(counters, new Map([["n99", 1]]));
  for (const seconds of [0.004, 0.02, 20]) counters.commitLatency.record(seconds);
  const queue = { requests: 2, records: 9, usedBytes: 700, capacityBytes: 1000 };
  const kafka = { source: "otlp_spans", partition: 3, next: 90, lag: 10, queued: 4, queuedBytes: 512 };
  const ages = { oldestSeconds: 1.5, fetchedSeconds: 0.5, freshnessSeconds: 0.25 };
  const http = { ...kafka, source: "otlp-http", partition: 0, lag: undefined };
  const text = prometheusText(
    recorderFamilies({
      ...counters,
      queue,
      sources: [
        { ...kafka, ...ages },
        { ...http, ...ages, fetchedSeconds: undefined },
      ],
      outbox: { committed: 9, published: 7 },
    }),
  );
  for (const line of [
    'mystocks_recorder_received_total{signal="spans"} 12',
    'mystocks_recorder_dropped_total{reason="late"} 3',
    'mystocks_recorder_over_quota_spans_total{service_namespace="n99"} 3',
    'mystocks_recorder_over_quota_spans_total{service_namespace="__other__"} 4',
    "mystocks_recorder_queue_requests 2",
    'mystocks_recorder_lag_records{partition="3",source="otlp_spans"} 10',
    'mystocks_recorder_oldest_waiting_seconds{partition="0",source="otlp-http"} 1.5',
    'mystocks_recorder_freshness_seconds{partition="3",source="otlp_spans"} 0.25',
    "mystocks_recorder_unpublished_commits 2",
    'mystocks_recorder_commit_duration_seconds_bucket{le="0.005"} 1',
    'mystocks_recorder_commit_duration_seconds_bucket{le="10"} 2',
    'mystocks_recorder_commit_duration_seconds_bucket{le="+Inf"} 3',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain('mystocks_recorder_lag_records{partition="0"');
});

test("a bucket of the latency never falls, also when a commit takes just longer than its bound", () => {
  const counters = createCounters();
  const idle = { queue: { requests: 0, records: 0, usedBytes: 0, capacityBytes: 1000 }, sources: [] };
  const stats = { ...counters, ...idle, outbox: { committed: 0, published: 0 } };
  const upToBound = () =>
    recorderFamilies(stats)
      .find(({ name }) => name === "mystocks_recorder_commit_duration_seconds")!
      .samples[0]!.buckets!.find(([bound]) => bound === 0.05)![1];
  counters.commitLatency.record(0.0499);
  const before = upToBound();
  counters.commitLatency.record(0.0501);
  expect(upToBound()).toBeGreaterThanOrEqual(before);
});
