import { expect, test } from "@jest/globals";
import { testSpans, tracesBody } from "../testing/index.ts";
import { withRecorder } from "./running-recorder.ts";

/** Of fifty spans thirty are operations. */
const FIFTY = 50;

test("operations that end over 60 s before their commit are counted, and a consumer can tell them", async () => {
  await withRecorder({}, async (running) => {
    const nowMs = Date.now();
    const late = tracesBody("market-data", testSpans(0, FIFTY, { endMs: nowMs - 120_000 }));
    const fresh = tracesBody("market-data", testSpans(FIFTY, FIFTY, { endMs: nowMs }));
    for (const body of [late, fresh]) expect((await running.post("/v1/traces", body)).status).toBe(200);
    expect(running.recorder.stats().lateOperations).toBe(30);
    const { rows } = await running.pool.query(
      `SELECT s.late_operations::int AS "ofSource", b.late_operations AS "ofBatch"
       FROM telemetry.source s JOIN telemetry.pulse_batch b USING (source_id) ORDER BY b.sequence`,
    );
    expect(rows).toEqual([
      { ofSource: 30, ofBatch: 30 },
      { ofSource: 30, ofBatch: 0 },
    ]);
    await running.life.stop();
    await running.bus.close();
    const lateness = running.events.flatMap(({ observedSecond, pulses }) =>
      pulses.flatMap(({ second, count }) => Array<boolean>(count).fill(observedSecond - second > 60)),
    );
    expect(lateness.filter(Boolean)).toHaveLength(30);
    expect(lateness).toHaveLength(60);
  });
});
