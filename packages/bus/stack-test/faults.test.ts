import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { startKafka, type EmbeddedKafka } from "@mystocks/embedded-kafka";
import { createKafkaBus, type KafkaBus } from "../index.ts";
import { until } from "../testing/bus-battery.ts";
import { Numbers, startTraffic } from "./numbered-traffic.ts";
import { testKafka } from "./test-kafka.ts";

jest.setTimeout(120_000);

const TOPIC = "faults.v1";
const GOES_ON_WITHIN_MS = 30_000;

let dataDir: string;
let kafka: EmbeddedKafka;
let bus: KafkaBus;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "mystocks-kafka-faults-"));
  kafka = await startKafka({ dataDir, quickStart: true });
  bus = createKafkaBus({ ...testKafka(), connection: { brokers: kafka.brokers }, publishTimeoutMs: 5000 });
});

afterEach(async () => {
  await bus.close();
  await kafka.kill();
  await rm(dataDir, { recursive: true, force: true });
});

test.each([
  [
    "frozen for longer than the watchdog's patience",
    async () => {
      process.kill(kafka.pid, "SIGSTOP");
      await delay(16_000);
      process.kill(kafka.pid, "SIGCONT");
    },
  ],
  [
    "killed and started again",
    async () => {
      await kafka.kill();
      await delay(3000);
      kafka = await startKafka({ dataDir, port: kafka.port, quickStart: true });
    },
  ],
])("a broker %s: consumers go on within 30 s, nothing is lost", async (_, fault) => {
  const [shared, whole] = [new Numbers(), new Numbers()];
  await bus.subscribe(TOPIC, { group: "writers" }, shared.take);
  await bus.subscribe(TOPIC, { all: true, from: "start" }, whole.take);
  const traffic = startTraffic(bus, TOPIC);
  await until(() => shared.seen.size > 100 && whole.seen.size > 100);
  await fault();
  await untilBoth([shared, whole], traffic.sent + 50, GOES_ON_WITHIN_MS);
  const sent = await traffic.stop();
  await until(() => shared.seen.size >= sent && whole.seen.size >= sent);
  expect([shared.missing(sent), whole.missing(sent)]).toEqual([[], []]);
});

test("a bus waits for a broker that is not there yet, and can be closed meanwhile", async () => {
  const { port } = kafka;
  await kafka.stop();
  const parts = { ...testKafka(), connection: { brokers: kafka.brokers }, publishTimeoutMs: 1000 };
  const [waiting, closed] = [createKafkaBus(parts), createKafkaBus(parts)];
  const [shared, whole] = [new Numbers(), new Numbers()];
  const subscribed = Promise.all([
    waiting.subscribe(TOPIC, { group: "writers" }, shared.take),
    waiting.subscribe(TOPIC, { all: true, from: "start" }, whole.take),
  ]);
  const refused = Promise.all([
    expect(closed.subscribe(TOPIC, { group: "writers" }, () => {})).rejects.toThrow("closed"),
    expect(closed.subscribe(TOPIC, { all: true, from: "end" }, () => {})).rejects.toThrow("closed"),
  ]);
  await expect(closed.publish(TOPIC, [{ key: "a", id: "0", value: "{}" }])).rejects.toThrow();
  await closed.close();
  await refused;
  kafka = await startKafka({ dataDir, port, quickStart: true });
  await subscribed;
  await waiting.publish(TOPIC, [{ key: "a", id: "0", value: "{}" }]);
  await until(() => shared.seen.has(0) && whole.seen.has(0));
  await waiting.close();
});

async function untilBoth(consumers: readonly Numbers[], count: number, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (consumers.some(({ seen }) => seen.size < count)) {
    if (Date.now() > deadline)
      throw new Error(
        `after ${timeoutMs} ms: ${consumers.map(({ seen }) => seen.size).join(", ")} of ${count}`,
      );
    await delay(20);
  }
}
