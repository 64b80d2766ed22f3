import { expect, test } from "@jest/globals";
import { logsBody, metricsBody } from "../testing/index.ts";
import { countsInEvents, countsInPulses, countsInSpans } from "./counts.ts";
import { byTable, expectedCounts, tracesOf } from "./expected-counts.ts";
import { withRecorder, type RunningRecorder } from "./running-recorder.ts";

test("spans wait for no commit of metrics, and each signal's pulses are numbered without a gap", async () => {
  await withRecorder({}, async (running) => {
    const blocker = await running.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE telemetry.sample_1s IN ACCESS EXCLUSIVE MODE");
    let areMetricsStored = false;
    const metrics = running.post("/v1/metrics", gaugeBody()).finally(() => (areMetricsStored = true));
    while (running.recorder.stats().received.samples === 0) await new Promise((turn) => setImmediate(turn));
    for (const from of [0, 100])
      expect((await running.post("/v1/traces", tracesOf(from, 100))).status).toBe(200);
    expect(areMetricsStored).toBe(false);
    await blocker.query("ROLLBACK");
    blocker.release();
    expect((await metrics).status).toBe(200);
    expect((await running.post("/v1/logs", logsOfOne())).status).toBe(200);

    const inSpans = await countsInSpans(running.pool);
    expect(byTable(inSpans)).toEqual(expectedCounts(200));
    expect(await countsInPulses(running.pool)).toEqual(inSpans);
    expect(await sequences(running)).toEqual({ "otlp-http": 2, "otlp-http-metrics": 1, "otlp-http-logs": 1 });
    await running.life.stop();
    await running.bus.close();
    expect(countsInEvents(running.events)).toEqual(inSpans);
    expect(running.events.map(({ source, sequence }) => `${source}/${sequence}`).sort()).toEqual([
      "otlp-http-logs/1",
      "otlp-http-metrics/1",
      "otlp-http/1",
      "otlp-http/2",
    ]);
  });
});

const nowNs = () => BigInt(Date.now()) * 1_000_000n;
const gaugeBody = () =>
  metricsBody("market-data", [{ name: "mystocks_db_connections_active", value: 3, timeNs: nowNs() }]);
const logsOfOne = () =>
  logsBody("market-data", [{ eventName: "mystocks.alert", timeNs: nowNs(), attributes: {} }]);

async function sequences({ pool }: RunningRecorder): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ source: string; sequence: number }>(
    "SELECT source, sequence::int AS sequence FROM telemetry.source",
  );
  return Object.fromEntries(rows.map(({ source, sequence }) => [source, sequence]));
}
