import { expect, test } from "@jest/globals";
import { decodePulse } from "@mystocks/events";
import type { Bus, Message } from "@mystocks/bus";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { startRecorder } from "../app.ts";
import { countsInEvents, countsInPulses, countsInSpans } from "./counts.ts";
import { byTable, expectedCounts, tracesOf } from "./expected-counts.ts";
import { startTestRecorder, withStore } from "./running-recorder.ts";

test("two owners of one source store each span once, and no sequence twice", async () => {
  await withStore(async (url) => {
    const owners = [await startTestRecorder({ url }), await startTestRecorder({ url })];
    const requests = Array.from({ length: 20 }, (_, i) =>
      owners[i % 2]!.post("/v1/traces", tracesOf(Math.floor(i / 2) * 50, 100)),
    );
    for (const response of await Promise.all(requests)) expect(response.status).toBe(200);
    const [first, second] = owners as [(typeof owners)[0], (typeof owners)[0]];
    const inSpans = await countsInSpans(first.pool);
    expect(byTable(inSpans)).toEqual(expectedCounts(550));
    expect(await countsInPulses(first.pool)).toEqual(inSpans);
    const { rows } = await first.pool.query<{ sequence: string; batches: string; distinct: string }>(
      `SELECT max(sequence) AS sequence, count(*) AS batches, count(DISTINCT sequence) AS distinct
       FROM telemetry.pulse_batch`,
    );
    expect(rows[0]!.distinct).toBe(rows[0]!.batches);
    expect(rows[0]!.sequence).toBe(rows[0]!.batches);
    for (const owner of owners) await owner.stop();
    expect(countsInEvents([...first.events, ...second.events])).toEqual(inSpans);
  });
}, 60_000);

test("a commit that could not be published is published after the restart, as it was", async () => {
  await withStore(async (url) => {
    const pool = openStorePool({ url, max: 2, applicationName: "test" });
    const lost: Message[] = [];
    const life = new Lifecycle();
    const recorder = await startRecorder(
      {
        config: monitorConfig.parse({ otlpPort: 0 }),
        pool,
        bus: deafBus(lost),
        log: createLogger("recorder", "silent"),
      },
      life,
    );
    const response = await fetch(`http://127.0.0.1:${recorder.otlpPort}/v1/traces`, {
      method: "POST",
      body: tracesOf(0, 300),
      headers: { "content-type": "application/x-protobuf" },
    });
    expect(response.status).toBe(200);
    await life.stop();
    await pool.end();
    const again = await startTestRecorder({ url });
    await again.stop();
    expect(again.events).toHaveLength(1);
    expect(sortedPulses(again.events[0]!)).toEqual(sortedPulses(decodePulse(lost[0]!.value)));
  });
});

test("what was published is not published again after an orderly restart", async () => {
  await withStore(async (url) => {
    const first = await startTestRecorder({ url });
    await first.post("/v1/traces", tracesOf(0, 100));
    await first.stop();
    expect(first.events).toHaveLength(1);
    const again = await startTestRecorder({ url });
    await again.stop();
    expect(again.events).toEqual([]);
  });
});

test("a taken port is passed over for the next one", async () => {
  await withStore(async (url) => {
    const first = await startTestRecorder({ url });
    const { otlpPort } = first.recorder;
    const second = await startTestRecorder({ url, config: { otlpPort }, tuning: { instance: 1 } });
    expect(second.recorder.otlpPort).toBeGreaterThan(otlpPort);
    await second.stop();
    await first.stop();
  });
});

/** Keeps what it should publish, and says each time that it could not. */
function deafBus(lost: Message[]): Bus {
  return {
    publish: async (_, messages) => {
      lost.push(...messages);
      throw new Error("no broker");
    },
    subscribe: async () => ({ close: async () => {} }),
    close: async () => {},
  };
}

function sortedPulses(event: ReturnType<typeof decodePulse>) {
  const key = ({ second, operation, enclosed }: (typeof event.pulses)[number]) =>
    second * 10_000 + operation.id * 2 + Number(enclosed);
  return { ...event, pulses: event.pulses.toSorted((a, b) => key(a) - key(b)) };
}
