import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { openStorePool } from "@mystocks/store";
import { countsInPulses, countsInSpans } from "./counts.ts";
import { byTable, expectedCounts, tracesOf } from "./expected-counts.ts";
import { KilledRecorder } from "./killed-recorder.ts";
import { sendRetrying } from "./retrying-client.ts";
import { withStore } from "./running-recorder.ts";

/** 100,000 in the wide suite. */
const SPANS = Number(process.env.MYSTOCKS_KILL_SPANS ?? 100_000);
const SPANS_PER_BODY = 200;
const KILLS = 5;

test(`a recorder that is killed while ${SPANS} spans come counts each exactly once`, async () => {
  await withStore(async (url) => {
    const bodies = Array.from({ length: SPANS / SPANS_PER_BODY }, (_, i) =>
      tracesOf(i * SPANS_PER_BODY, SPANS_PER_BODY),
    );
    const recorder = new KilledRecorder(url);
    await recorder.start();
    const sending = sendRetrying(recorder.port, bodies, 4);
    for (let kill = 1; kill <= KILLS; kill++) {
      const goal = (bodies.length * kill) / (KILLS + 1);
      while (sending.acknowledged < goal) await pause(1);
      await recorder.kill();
      await recorder.start();
    }
    await sending.done;
    await recorder.kill();
    expect(sending.failures).toBeGreaterThan(0);
    const pool = openStorePool({ url, max: 1, applicationName: "test" });
    const inSpans = await countsInSpans(pool);
    expect(byTable(inSpans)).toEqual(expectedCounts(SPANS));
    expect(await countsInPulses(pool)).toEqual(inSpans);
    await pool.end();
  });
}, 300_000);
