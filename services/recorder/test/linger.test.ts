import { expect, test } from "@jest/globals";
import { tracesOf } from "./expected-counts.ts";
import { withRecorder, type RunningRecorder } from "./running-recorder.ts";

const LINGER_MS = 1500;

test("what comes after a rest is committed almost at once, what follows closely waits and goes together", async () => {
  await withRecorder({ tuning: { lingerMs: LINGER_MS, fewRecords: 10_000 } }, async (running) => {
    expect(await msToAnswer(running, 0)).toBeLessThan(LINGER_MS / 2);
    const [second, third] = await Promise.all([msToAnswer(running, 1), msToAnswer(running, 2)]);
    expect(second).toBeGreaterThan(LINGER_MS / 2);
    expect(third).toBeGreaterThan(LINGER_MS / 2);
    const { rows } = await running.pool.query("SELECT spans FROM telemetry.pulse_batch ORDER BY sequence");
    expect(rows).toEqual([{ spans: 10 }, { spans: 20 }]);
  });
});

test("requests of one moment are one commit, also after a rest", async () => {
  await withRecorder({ tuning: { lingerMs: LINGER_MS, fewRecords: 10_000 } }, async (running) => {
    await Promise.all([0, 1, 2].map((at) => msToAnswer(running, at)));
    const { rows } = await running.pool.query("SELECT spans FROM telemetry.pulse_batch");
    expect(rows).toEqual([{ spans: 30 }]);
  });
});

/** Milliseconds until the n-th ten spans are committed. */
async function msToAnswer(running: RunningRecorder, at: number): Promise<number> {
  const beganMs = performance.now();
  const { status } = await running.post("/v1/traces", tracesOf(at * 10, 10));
  expect(status).toBe(200);
  return performance.now() - beganMs;
}
