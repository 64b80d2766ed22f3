import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createInterface } from "node:readline";
import { afterEach, expect, jest, test } from "@jest/globals";
import { createKafkaBus } from "../index.ts";
import { until } from "../testing/bus-battery.ts";
import { Numbers, startTraffic } from "./numbered-traffic.ts";
import { testKafka } from "./test-kafka.ts";

jest.setTimeout(90_000);

const TOPIC = "process.v1";
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function startConsumer(parts: ReturnType<typeof testKafka>, onId: (id: string) => void) {
  const args = [parts.connection.brokers.join(","), parts.topicPrefix!, TOPIC, "writers"];
  const child = spawn(process.execPath, [join(import.meta.dirname, "consumer-process.ts"), ...args]);
  children.push(child);
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  createInterface({ input: child.stdout }).on("line", onId);
  const ended = new Promise<number | null>((done) => child.on("close", done));
  return { child, ended, complaints: () => complaints };
}

test("a process that reads, writes and ends gives no process warning", async () => {
  const ids: string[] = [];
  const { child, ended, complaints } = startConsumer(testKafka(), (id) => ids.push(id));
  await until(() => ids.includes("ready"));
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(complaints()).toBe("");
});

test("a consumer whose process was frozen past its session goes on, and nothing is lost", async () => {
  const parts = testKafka();
  const numbers = new Numbers();
  let isReady = false;
  const { child } = startConsumer(parts, (id) => (id === "ready" ? (isReady = true) : numbers.take({ id })));
  const bus = createKafkaBus(parts);
  await until(() => isReady);
  const traffic = startTraffic(bus, TOPIC);
  await until(() => numbers.seen.size > 50);
  child.kill("SIGSTOP");
  await delay(9000);
  child.kill("SIGCONT");
  const before = traffic.sent;
  await until(() => numbers.seen.size > before);
  const sent = await traffic.stop();
  await until(() => numbers.seen.size >= sent);
  expect(numbers.missing(sent)).toEqual([]);
  await bus.close();
});
