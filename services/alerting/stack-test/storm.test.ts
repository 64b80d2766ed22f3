import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { startAlertingOn } from "../test/running-alerting.ts";
import { until } from "../test/until.ts";
import { startWebhookReceiver } from "../test/webhook-receiver.ts";

const ALERTS = 10_000;
const RULES = `
groups:
  - name: storm
    rules:
      - alert: Storm
        expr: pushed > 0.5
        labels: { severity: critical }
`;

test("10,000 alerts in a second are at most 50 messages, their numbers exact", async () => {
  const database = await openTestDatabase(storeTemplate);
  const receiver = await startWebhookReceiver();
  const folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "storm.yml"), RULES);
  const life = new Lifecycle();
  const bus = createMemoryBus();
  const pool = openStorePool({ url: database.url, max: 2, applicationName: "storm" }, () => {});
  try {
    const config = monitorConfig.parse({
      receivers: [{ name: "team", webhook: receiver.url, groupBy: ["id"] }],
      rules: [join(folder, "*.yml")],
      defaultRules: false,
    });
    await startAlertingOn({ url: database.url, bus, config }, life);
    const push = (sequence: number, value: number) => bus.publish(PULSE_TOPIC, [pulse(sequence, value)]);
    const toldOf = (kind: "firing" | "resolved") =>
      receiver.received.reduce((sum, { body }) => sum + body.counts[kind], 0);

    const beganMs = Date.now();
    await push(1, 1);
    await until(() => toldOf("firing") >= ALERTS);
    const toldMs = Date.now();
    await until(async () => (await waiting(pool)) === 0);
    expect(toldOf("firing")).toBe(ALERTS);
    expect(receiver.received.length).toBeLessThanOrEqual(50);
    const messages = receiver.received.length;
    await push(2, 0);
    await until(() => toldOf("resolved") >= ALERTS);
    expect(toldOf("resolved")).toBe(ALERTS);
    expect(receiver.received.length - messages).toBeLessThanOrEqual(50);
    console.log(`${ALERTS} alerts: ${messages} messages, all told after ${toldMs - beganMs} ms`);
  } finally {
    await life.stop();
    await pool.end();
    receiver.close();
    await database.drop();
    await rm(folder, { recursive: true });
  }
}, 120_000);

async function waiting(pool: ReturnType<typeof openStorePool>): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM alerting.notification WHERE state = 'waiting'",
  );
  return rows[0]!.count;
}

function pulse(sequence: number, value: number) {
  const timeMs = Date.now();
  const samples = Array.from({ length: ALERTS }, (_, at) => ({
    name: "pushed",
    type: "gauge" as const,
    labels: { id: `${at}` },
    timeMs,
    value,
  }));
  return encodePulse({
    source: "storm",
    partition: 0,
    sequence,
    observedSecond: Math.floor(timeMs / 1000),
    pulses: [],
    samples,
    logs: [],
  });
}
