import { expect, test } from "@jest/globals";

import { settingsFrom } from "./settings.ts";

test("as shipped: a span waits at most 200 ms, 10,000 in one tick fit, metrics come every second", () => {
  const { spans, metricIntervalMs } = settingsFrom({}, {});
  expect(spans.delayMs).toBeLessThanOrEqual(200);
  expect(spans.queueSize).toBeGreaterThan(10_000);
  expect(metricIntervalMs).toBe(1_000);
});

test("the standard variables win over our defaults", () => {
  const settings = settingsFrom(
    {},
    {
      OTEL_SDK_DISABLED: "true",
      OTEL_TRACES_EXPORTER: "none",
      OTEL_BSP_SCHEDULE_DELAY: "50",
      OTEL_BSP_MAX_QUEUE_SIZE: "99",
      OTEL_METRIC_EXPORT_INTERVAL: "5000",
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: "base2_exponential_bucket_histogram",
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: "undici, kafkajs",
    },
  );
  expect(settings).toMatchObject({
    disabled: true,
    exporters: { traces: ["none"], metrics: ["otlp"], logs: ["otlp"] },
    spans: { delayMs: 50, queueSize: 99 },
    metricIntervalMs: 5_000,
    classicHistograms: false,
  });
  expect([...settings.withoutInstrumentations]).toEqual(["undici", "kafkajs"]);
});

test("a variable that is no number is passed over", () => {
  expect(settingsFrom({}, { OTEL_BSP_SCHEDULE_DELAY: "soon" }).spans.delayMs).toBe(100);
});

test.each([
  [{}, {}, undefined],
  [{}, { MYSTOCKS_PROMETHEUS_PORT: "9100" }, { host: "127.0.0.1", port: 9_100 }],
  [{}, { OTEL_METRICS_EXPORTER: "otlp,prometheus" }, { host: "127.0.0.1", port: 9_464 }],
  [
    { prometheus: { port: 1, host: "0.0.0.0" } },
    { MYSTOCKS_PROMETHEUS_PORT: "2" },
    { host: "0.0.0.0", port: 1 },
  ],
])("Prometheus endpoint from %j and %j", (options, env, expected) => {
  expect(settingsFrom(options, env).prometheus).toEqual(expected);
});
