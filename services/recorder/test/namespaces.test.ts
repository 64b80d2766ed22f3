import { expect, test } from "@jest/globals";
import { metricsBody, testSpans, tracesBody } from "../testing/index.ts";
import { startTestRecorder, withRecorder, withStore, type RunningRecorder } from "./running-recorder.ts";

const endMs = Date.now();
const limits = {
  operations: 60,
  operationsPerService: 20,
  operationsPerNamespace: 30,
  seriesPerNamespace: 4,
  bodyMiB: 8,
};
const within = (namespace: string) => ({ "k8s.namespace.name": namespace });

/** 100 spans, 60 of them operations of 60 kinds. */
const spansOf = (service: string, namespace: string) =>
  tracesBody(
    service,
    testSpans(service.charCodeAt(0) * 1000, 100, { operations: 20, endMs }),
    within(namespace),
  );

async function namedOperations({ pool }: RunningRecorder): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ service: string; named: number }>(
    `SELECT service, count(*)::int AS named FROM telemetry.operation
     WHERE operation <> '__other__' GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ service, named }) => [service, named]));
}

test("a name space with many services takes no more operations than its quota, and another finds room", async () => {
  await withRecorder({ config: { limits } }, async (running) => {
    for (const service of ["a", "b", "c", "d"]) await running.post("/v1/traces", spansOf(service, "noisy"));
    await running.post("/v1/traces", spansOf("q", "quiet"));
    expect(await namedOperations(running)).toEqual({ a: 20, b: 10, q: 20 });
    const { rows } = await running.pool.query("SELECT sum(count)::int AS count FROM telemetry.pulse_1s");
    expect(rows).toEqual([{ count: 5 * 60 }]);
  });
});

test("what a name space has used counts after a restart", async () => {
  await withStore(async (url) => {
    const first = await startTestRecorder({ url, config: { limits } });
    for (const service of ["a", "b"]) await first.post("/v1/traces", spansOf(service, "noisy"));
    await first.stop();
    const again = await startTestRecorder({ url, config: { limits } });
    await again.post("/v1/traces", spansOf("c", "noisy"));
    expect(await namedOperations(again)).toEqual({ a: 20, b: 10 });
    await again.stop();
  });
});

test("samples of a name space past its quota of series are refused and counted, another's are stored", async () => {
  const metrics = (service: string, namespace: string, names: string[]) =>
    metricsBody(
      service,
      names.map((name) => ({ name, value: 1, timeNs: BigInt(endMs) * 1_000_000n })),
      within(namespace),
    );
  await withRecorder({ config: { limits }, tuning: { mostSeries: 8 } }, async (running) => {
    await running.post("/v1/metrics", metrics("a", "noisy", ["m1", "m2", "m3"]));
    await running.post("/v1/metrics", metrics("b", "noisy", ["m1", "m2", "m3"]));
    await running.post("/v1/metrics", metrics("q", "quiet", ["m1", "m2", "m3", "m4"]));
    expect(running.recorder.stats().stored.samples).toBe(8);
    expect(running.recorder.stats().dropped).toEqual({ namespace_limit: 2 });
  });
});
