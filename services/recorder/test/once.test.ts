import { expect, test } from "@jest/globals";
import { testSpans, tracesBody } from "../testing/index.ts";
import { countsInEvents, countsInPulses, countsInSpans } from "./counts.ts";
import { byTable, expectedCounts, OPERATIONS, tracesOf } from "./expected-counts.ts";
import { withRecorder, type RunningRecorder } from "./running-recorder.ts";

async function expectCounts({ pool, bus, life, events }: RunningRecorder, count: number): Promise<void> {
  await life.stop();
  await bus.close();
  const inSpans = await countsInSpans(pool);
  expect(byTable(inSpans)).toEqual(expectedCounts(count));
  expect(await countsInPulses(pool)).toEqual(inSpans);
  expect(countsInEvents(events)).toEqual(inSpans);
  const { rows } = await pool.query<{ spans: string }>("SELECT count(*) AS spans FROM telemetry.span");
  expect(Number(rows[0]!.spans)).toBe(count);
}

test("spans of an accepted request are in the store, in pulses and on the bus", async () => {
  await withRecorder({}, async (running) => {
    const response = await running.post("/v1/traces", tracesOf(0, 500));
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
    await expectCounts(running, 500);
  });
});

test("the same batch sent again counts once", async () => {
  await withRecorder({}, async (running) => {
    for (let i = 0; i < 3; i++) expect((await running.post("/v1/traces", tracesOf(0, 200))).status).toBe(200);
    expect(running.recorder.stats().duplicates.spans).toBe(400);
    await expectCounts(running, 200);
  });
});

test("overlapping batches count each span once", async () => {
  await withRecorder({}, async (running) => {
    for (const first of [0, 50, 100, 75])
      expect((await running.post("/v1/traces", tracesOf(first, 100))).status).toBe(200);
    await expectCounts(running, 200);
  });
});

test("overlapping batches sent at once count each span once", async () => {
  await withRecorder({}, async (running) => {
    const requests = Array.from({ length: 20 }, (_, i) => running.post("/v1/traces", tracesOf(i * 10, 100)));
    for (const response of await Promise.all(requests)) expect(response.status).toBe(200);
    await expectCounts(running, 290);
  });
});

test("a span that comes twice within one batch counts once", async () => {
  await withRecorder({}, async (running) => {
    const spans = testSpans(0, 50, { operations: OPERATIONS });
    const twice = tracesBody("market-data", [...spans, ...spans]);
    expect((await running.post("/v1/traces", twice)).status).toBe(200);
    await expectCounts(running, 50);
  });
});
