import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Bus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { decodePulse, encodePulse, PULSE_TOPIC, type PulseEvent } from "@mystocks/events";
import { storeTemplate } from "@mystocks/store";
import { sendOperation, startAlertingOn, startPair } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const RULES = `
groups:
  - name: operations
    rules:
      - alert: Slow
        expr: increase(mystocks_operation_slow_total{level="critical"}[5s]) > 0
        labels: { severity: critical }
      - alert: Rate
        expr: rate(mystocks_operation_duration_seconds_count[10s]) > 5
        labels: { severity: critical }
`;

type Pair = Awaited<ReturnType<typeof startPair>>;

/** What comes again, or late, wakes nobody, whichever bus it comes by. */
export function replayBattery(name: string, openBus: () => Bus): void {
  describe(name, () => {
    let database: TestDatabase;
    let folder: string;
    let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
    let pair: Pair;
    let pulses: PulseEvent[];

    beforeEach(async () => {
      database = await openTestDatabase(storeTemplate);
      receiver = await startWebhookReceiver();
      folder = await mkdtemp(join(tmpdir(), "rules-"));
      await writeFile(join(folder, "quick.yml"), RULES);
      pair = await startPair(
        database.url,
        {
          receivers: [{ name: "team", webhook: receiver.url, groupBy: ["alertname"] }],
          rules: [join(folder, "*.yml")],
          defaultRules: false,
        },
        openBus(),
      );
      pulses = [];
      await pair.bus.subscribe(PULSE_TOPIC, { all: true, from: "start" }, ({ value }) => {
        pulses.push(decodePulse(value));
      });
    });
    afterEach(async () => {
      await pair.life.stop();
      receiver.close();
      await database.drop();
      await rm(folder, { recursive: true });
    });

    test("the pulse topic again from its first message pages nobody", async () => {
      await sendOperation(pair.otlpUrl, { name: "load_daily_kline", durationMs: 7000 });
      await until(() => receiver.alerts().some(({ status }) => status === "resolved"));
      const told = receiver.received.length;
      const again = pulses.map((pulse) => encodePulse(pulse));
      await pair.bus.publish(PULSE_TOPIC, again);
      await settled(pair, pulses);
      expect(receiver.received).toHaveLength(told);
      // A replica that has just come reads all of it, and so does one that takes the shards.
      await startAlertingOn({ url: database.url, bus: pair.bus, config: pair.config }, pair.life);
      await settled(pair, pulses);
      expect(receiver.received).toHaveLength(told);
    });

    test("what was recorded late, after an outage, fires no alert on a rate", async () => {
      await sendOperation(pair.otlpUrl, { name: "load_daily_kline", durationMs: 10 });
      await until(() => pulses.length > 0);
      const [pulse] = pulses;
      const nowSecond = Math.floor(Date.now() / 1000);
      // Ten minutes of operations that come within one commit.
      const late = Array.from({ length: 540 }, (_, at) => ({
        ...pulse!.pulses[0]!,
        second: nowSecond - 600 + at,
        count: 100,
        overCritical: 100,
      }));
      const event = { ...pulse!, source: "caught-up", sequence: 1, observedSecond: nowSecond, pulses: late };
      await pair.bus.publish(PULSE_TOPIC, [encodePulse(event)]);
      await settled(pair, pulses);
      expect(receiver.received).toEqual([]);
    });
  });
}

/** An operation that is told after all this: whatever was to come of it has come. */
async function settled(pair: Pair, pulses: readonly PulseEvent[]): Promise<void> {
  const before = pulses.length;
  await sendOperation(pair.otlpUrl, { name: "after", durationMs: 10 });
  await until(() => pulses.length > before);
  const { rows } = await pair.pool.query<{ at: Date }>("SELECT clock_timestamp() AS at");
  await until(async () => {
    const judged = await pair.pool.query<{ done: boolean }>(
      "SELECT min(judged_at) > $1::timestamptz + interval '2 seconds' AS done FROM alerting.shard",
      [rows[0]!.at],
    );
    return judged.rows[0]!.done;
  });
}
