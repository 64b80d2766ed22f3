import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus, type Bus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { Lifecycle, monitorConfig } from "@mystocks/runtime";
import { storeTemplate } from "@mystocks/store";
import { startAlertingOn } from "../test/running-alerting.ts";
import { until } from "../test/until.ts";
import { startWebhookReceiver } from "../test/webhook-receiver.ts";

/** A minute passes in three seconds. */
const SPEED = 20;
const MINUTE_MS = 60_000 / SPEED;
const PULSE_MS = 2000 / SPEED;
const TIMEOUT_MS = 120_000;

let database: TestDatabase;
let team: Awaited<ReturnType<typeof startWebhookReceiver>>;
let life: Lifecycle;
let bus: Bus;
let pulses: NodeJS.Timeout;
/** `service instance` of what sends now. */
const sending = new Set<string>();
let sequence = 0;

const startMs = Date.now();
const now = () => startMs + (Date.now() - startMs) * SPEED;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  team = await startWebhookReceiver();
  life = new Lifecycle();
  const memory = createMemoryBus();
  bus = memory;
  life.onStop("bus", () => memory.close());
  const config = monitorConfig.parse({ receivers: [{ name: "team", webhook: team.url }] });
  await startAlertingOn({ url: database.url, bus: memory, config, now }, life);
  pulses = setInterval(() => void publish(), PULSE_MS);
}, TIMEOUT_MS);
afterEach(async () => {
  clearInterval(pulses);
  await life.stop();
  team.close();
  await database.drop();
}, TIMEOUT_MS);

test(
  "one replica less and a restart page nobody; a service whose last instance stopped is down, until it is back",
  async () => {
    for (const one of ["md a", "md b", "api a"]) sending.add(one);
    await minutes(6);
    sending.delete("md b");
    await minutes(2);
    sending.delete("md a");
    await minutes(0.5);
    sending.add("md c");
    await minutes(2);
    expect(told()).toEqual([]);

    sending.delete("md c");
    const stoppedMs = Date.now();
    await until(() => told().length > 0);
    expect(told()).toEqual(["BackendDown md firing"]);
    expect((Date.now() - stoppedMs) / MINUTE_MS).toBeGreaterThan(1);
    expect((Date.now() - stoppedMs) / MINUTE_MS).toBeLessThan(3);
    sending.add("md d");
    await until(() => told().length > 1);
    expect(told()[1]).toBe("BackendDown md resolved");
  },
  TIMEOUT_MS,
);

async function publish(): Promise<void> {
  const timeMs = now();
  const samples = [...sending].map((one) => {
    const [service, instance] = one.split(" ") as [string, string];
    const name = "mystocks_process_cpu_seconds_total";
    return { name, type: "counter" as const, labels: { service, instance }, timeMs, value: timeMs / 1000 };
  });
  const event = {
    source: "test",
    partition: 0,
    sequence: ++sequence,
    observedSecond: Math.floor(timeMs / 1000),
  };
  await bus.publish(PULSE_TOPIC, [encodePulse({ ...event, pulses: [], samples, logs: [] })]);
}

const minutes = (count: number) => {
  const endMs = Date.now() + count * MINUTE_MS;
  return until(() => Date.now() >= endMs);
};

const told = () =>
  team.alerts().map(({ labels, status }) => `${labels["alertname"]} ${labels["service"]} ${status}`);
