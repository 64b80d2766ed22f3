import { expect, test } from "@jest/globals";
import { metrics } from "@opentelemetry/api";
import { AggregationType } from "@opentelemetry/sdk-metrics";

import { MetricsCollector } from "../metrics-collector.ts";
import { trackOperation } from "../operation.ts";
import { exposition } from "../prometheus/exposition.ts";
import { complaintsOfPromtool, promtoolIsThere } from "./promtool.ts";
import { startInMemorySdk } from "./in-memory-sdk.ts";

const testWithPromtool = promtoolIsThere() ? test : test.skip;

testWithPromtool(
  "promtool takes the text: colliding names, two scopes and exponential histograms included",
  async () => {
    const exponential = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
    const sdk = startInMemorySdk({ views: [{ instrumentName: "http.*", aggregation: exponential }] });
    const collector = new MetricsCollector();
    collector.addRuntime();
    collector.addCache({ cacheType: "memory", keyPattern: "daily_kline" }, () => ({ hits: 1, misses: 2 }));
    collector.addHealthCheck("database", () => true);
    await trackOperation("load", { classification: "TICK_DATA", database: "TDengine" }, () => 1);
    const failed = () => Promise.reject(new Error("no"));
    await trackOperation("load", { classification: "TICK_DATA", database: "TDengine" }, failed).catch(
      () => {},
    );
    for (const scope of ["scope-a", "scope-b"]) {
      const meter = metrics.getMeter(scope);
      meter.createCounter("jobs.done").add(1, { "a.b": "x", a_b: 'y"\\\n' });
      meter.createUpDownCounter("jobs_done").add(2);
      meter.createUpDownCounter("db.client.connection.count", { unit: "{connection}" }).add(1);
      const duration = meter.createHistogram("http.server.request.duration", { unit: "ms" });
      for (const value of [0, 0.4, 3, 250, 9_000]) duration.record(value, { "http.route": "/a", le: "mine" });
    }
    const text = exposition(await sdk.collect());
    collector.close();
    await sdk.shutdown();
    expect(text).toContain("http_server_request_duration_seconds_bucket");
    expect(complaintsOfPromtool(text)).toBe("");
  },
);
