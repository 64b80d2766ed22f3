import { expect, test } from "@jest/globals";
import { logsBody, metricsBody, type TestPoint } from "../testing/index.ts";
import { startTestRecorder, withRecorder, withStore, type RunningRecorder } from "./running-recorder.ts";

const nowMs = Date.now();
const at = (second: number) => BigInt(nowMs + second * 1000) * 1_000_000n;

async function storedValues({ pool }: RunningRecorder, name: string): Promise<number[]> {
  const { rows } = await pool.query<{ value: number }>(
    `SELECT value FROM telemetry.sample_1s JOIN telemetry.series USING (series_id)
     WHERE name = $1 ORDER BY time`,
    [name],
  );
  return rows.map(({ value }) => value);
}

async function publishedValues(running: RunningRecorder, name: string): Promise<number[]> {
  await running.life.stop();
  await running.bus.close();
  return running.events.flatMap(({ samples }) =>
    samples.filter((sample) => sample.name === name).map(({ value }) => value),
  );
}

const gauge = (value: number, second: number): TestPoint => ({
  name: "mystocks_db_connections_active",
  value,
  timeNs: at(second),
  labels: { pool: "market" },
});

const delta = (value: number, second: number): TestPoint => ({
  name: "mystocks_http_requests",
  value,
  timeNs: at(second),
  temporality: "delta",
});

test("a sample that comes twice is stored and published once", async () => {
  await withRecorder({}, async (running) => {
    const body = metricsBody("market-data", [gauge(3, 0), gauge(5, 1)]);
    for (let i = 0; i < 2; i++) expect((await running.post("/v1/metrics", body)).status).toBe(200);
    expect(await storedValues(running, "mystocks_db_connections_active")).toEqual([3, 5]);
    expect(running.recorder.stats().duplicates.samples).toBe(2);
    expect(await publishedValues(running, "mystocks_db_connections_active")).toEqual([3, 5]);
    expect(running.events[0]!.samples[0]!.labels).toEqual({
      service: "market-data",
      instance: "market-data-1",
      pool: "market",
    });
  });
});

test("delta points become cumulative, and one that comes twice adds nothing", async () => {
  await withRecorder({}, async (running) => {
    for (const points of [[delta(2, 0)], [delta(2, 0), delta(3, 1)], [delta(4, 2)]])
      expect((await running.post("/v1/metrics", metricsBody("market-data", points))).status).toBe(200);
    expect(await storedValues(running, "mystocks_http_requests")).toEqual([2, 5, 9]);
  });
});

test("a log event that comes twice is stored and published once", async () => {
  await withRecorder({}, async (running) => {
    const event = {
      timeNs: at(0),
      eventName: "mystocks.alert",
      attributes: { level: "CRITICAL", title: "late" },
    };
    const body = logsBody("market-data", [event]);
    for (let i = 0; i < 2; i++) expect((await running.post("/v1/logs", body)).status).toBe(200);
    const { rows } = await running.pool.query("SELECT event_name, attributes FROM telemetry.log_event");
    expect(rows).toEqual([{ event_name: "mystocks.alert", attributes: event.attributes }]);
    await running.life.stop();
    await running.bus.close();
    const published = running.events.flatMap(({ logs }) => logs);
    expect(published).toEqual([
      {
        name: "mystocks.alert",
        timeMs: nowMs,
        service: "market-data",
        severity: 9,
        attributes: event.attributes,
      },
    ]);
  });
});

test("series past the limit are refused and counted, until silent ones make room", async () => {
  let now = nowMs;
  await withRecorder({ now: () => now, tuning: { mostSeries: 3 } }, async (running) => {
    const named = (names: string[], second: number) =>
      metricsBody(
        "market-data",
        names.map((name) => ({ name, value: 1, timeNs: at(second) })),
      );
    await running.post("/v1/metrics", named(["a", "b", "c", "d", "e"], 0));
    expect(running.recorder.stats().stored.samples).toBe(3);
    expect(running.recorder.stats().dropped).toEqual({ series_limit: 2 });
    now += 20 * 60_000;
    await running.post("/v1/metrics", named(["a"], 1200));
    await running.post("/v1/metrics", named(["d"], 1201));
    expect(await storedValues(running, "d")).toEqual([1]);
    expect(running.recorder.stats().stored.samples).toBe(5);
  });
});

test("a counter made from deltas goes on after a restart, and a point sent again adds nothing", async () => {
  await withStore(async (url) => {
    const first = await startTestRecorder({ url });
    await first.post("/v1/metrics", metricsBody("market-data", [delta(2, 0), delta(3, 1)]));
    await first.stop();
    const again = await startTestRecorder({ url });
    await again.post("/v1/metrics", metricsBody("market-data", [delta(3, 1), delta(4, 2)]));
    expect(await storedValues(again, "mystocks_http_requests")).toEqual([2, 5, 9]);
    await again.stop();
  });
});
