import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import { testSpans, tracesBody } from "../testing/index.ts";
import { countsInPulses, countsInSpans } from "./counts.ts";
import { KilledRecorder } from "./killed-recorder.ts";
import { sendRetrying } from "./retrying-client.ts";
import { withRecorder, withStore } from "./running-recorder.ts";

const QUOTA = 200;
const limits = { spansPerSecondPerNamespace: QUOTA };
/** In the middle of a second: everything that is sent ended in it. */
const endMs = Math.floor(Date.now() / 1000) * 1000 - 500;

/** Spans of a service of the name space that is called as the name space; ids of no other's. */
function spansOf(namespace: "noisy" | "quiet", first: number, count: number, secondsAgo = 0) {
  const start = (namespace === "quiet" ? 1_000_000 : 0) + first;
  return testSpans(start, count, { operations: 10, endMs: endMs - secondsAgo * 1000 });
}

type Sent = ReturnType<typeof spansOf>;

const bodyOf = (namespace: "noisy" | "quiet", spans: Sent) =>
  tracesBody(namespace, spans, { "k8s.namespace.name": namespace });

async function storedSpans(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ service: string; spans: number }>(
    `SELECT service, count(*)::int AS spans FROM telemetry.span JOIN telemetry.resource USING (resource_id)
     GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ service, spans }) => [service, spans]));
}

async function ledgerOfSpans(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<Record<string, number>>(
    `SELECT sum(received)::int AS received, sum(stored)::int AS stored, sum(duplicates)::int AS duplicates,
       sum(dropped)::int AS dropped
     FROM telemetry.recorder_ledger WHERE signal = 'spans'`,
  );
  return rows[0]!;
}

test("a name space that floods is stored up to its quota, another loses nothing, and the ledger adds up", async () => {
  await withRecorder({ config: { limits } }, async (running) => {
    const { pool, recorder, events } = running;
    let answer = "";
    for (let body = 0; body < 20; body++) {
      const response = await running.post("/v1/traces", bodyOf("noisy", spansOf("noisy", body * 100, 100)));
      answer = await response.text();
      const quiet = await running.post("/v1/traces", bodyOf("quiet", spansOf("quiet", body * 9, 9)));
      expect((await quiet.arrayBuffer()).byteLength).toBe(0);
    }
    const failedLater = spansOf("noisy", QUOTA, 2000 - QUOTA).filter(({ status }) => status === 2).length;
    expect(failedLater).toBeGreaterThan(0);
    const noisy = QUOTA + failedLater;
    expect(await storedSpans(pool)).toEqual({ noisy, quiet: 180 });
    expect(answer).toContain("are past the quota of their name space");
    expect(recorder.stats()).toMatchObject({
      dropped: { namespace_limit: 2000 - noisy },
      overQuota: { noisy: 2000 - noisy },
    });
    expect(await ledgerOfSpans(pool)).toEqual({
      received: 2180,
      stored: noisy + 180,
      duplicates: 0,
      dropped: 2000 - noisy,
    });
    expect(await countsInPulses(pool)).toEqual(await countsInSpans(pool));
    expect(events.length).toBe(40);
  });
});

test("what comes again is not charged: a name space that keeps to its quota loses nothing by repeating itself", async () => {
  await withRecorder({ config: { limits } }, async (running) => {
    const { pool, recorder } = running;
    const first = bodyOf("noisy", spansOf("noisy", 0, 150));
    for (let time = 0; time < 4; time++) await running.post("/v1/traces", first);
    await running.post("/v1/traces", bodyOf("noisy", spansOf("noisy", 150, 50)));
    expect(await storedSpans(pool)).toEqual({ noisy: 200 });
    expect(recorder.stats().dropped).toEqual({});
  });
});

test("what an outage held back is charged to the seconds it happened in, however quickly it comes", async () => {
  await withRecorder({ config: { limits } }, async (running) => {
    for (let second = 0; second < 5; second++)
      for (const first of [0, 100])
        await running.post(
          "/v1/traces",
          bodyOf("noisy", spansOf("noisy", second * 200 + first, 100, second)),
        );
    expect(await storedSpans(running.pool)).toEqual({ noisy: 1000 });
    expect(running.recorder.stats().dropped).toEqual({});
  });
});

test("past the quota a tenth more is stored of what failed or was slow", async () => {
  await withRecorder({ config: { limits } }, async (running) => {
    await running.post("/v1/traces", bodyOf("noisy", spansOf("noisy", 0, QUOTA)));
    for (const [at, span] of spansOf("noisy", QUOTA, 60).entries()) {
      const important = at % 2 === 0 ? { status: 2 } : { startNs: span.endNs - 2_000_000_000n };
      const { status: _, ...ordinary } = span;
      await running.post(
        "/v1/traces",
        bodyOf("noisy", [{ ...ordinary, ...(at % 3 === 0 ? {} : important) }]),
      );
    }
    expect(await storedSpans(running.pool)).toEqual({ noisy: 220 });
  });
});

test("killed in a flood and sent again, another's spans are there once each, and nobody's are counted twice", async () => {
  await withStore(async (url) => {
    const recorder = new KilledRecorder(url, limits);
    await recorder.start();
    const noisy = Array.from({ length: 200 }, (_, i) => bodyOf("noisy", spansOf("noisy", i * 50, 50)));
    const quiet = Array.from({ length: 60 }, (_, i) => bodyOf("quiet", spansOf("quiet", i * 3, 3)));
    const bodies = noisy.flatMap((body, i) => (i < quiet.length ? [body, quiet[i]!] : [body]));
    const sending = sendRetrying(recorder.port, bodies, 4);
    for (const goal of [40, 120, 200]) {
      while (sending.acknowledged < goal) await pause(1);
      await recorder.kill();
      await recorder.start();
    }
    await sending.done;
    await sendRetrying(recorder.port, bodies, 4).done;
    await recorder.kill();
    const pool = openStorePool({ url, max: 1, applicationName: "test" });
    const stored = await storedSpans(pool);
    expect(stored["quiet"]).toBe(180);
    // Counters begin anew with each of the four starts, and up to four requests are judged before one is charged.
    expect(stored["noisy"]).toBeLessThanOrEqual(4 * (QUOTA * 1.1 + 4 * 50));
    const ledger = await ledgerOfSpans(pool);
    expect(ledger["dropped"]).toBeGreaterThan(8000);
    expect(ledger["stored"]).toBe(stored["noisy"]! + 180);
    expect(ledger["received"]).toBe(ledger["stored"]! + ledger["duplicates"]! + ledger["dropped"]!);
    expect(await countsInPulses(pool)).toEqual(await countsInSpans(pool));
    await pool.end();
  });
}, 120_000);
