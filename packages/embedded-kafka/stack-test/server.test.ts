import { access, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { installKafka, ProgramMissing, startKafka } from "../index.ts";
import { answersMetadata } from "../metadata-probe.ts";

jest.setTimeout(120_000);

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "mystocks-kafka-"));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test("a killed broker comes back on its folder and port; a second start takes over the one that runs", async () => {
  const first = await startKafka({ dataDir, quickStart: true });
  await first.kill();
  const second = await startKafka({ dataDir, port: first.port, quickStart: true });
  try {
    expect(second.brokers).toEqual(first.brokers);
    expect(second.pid).not.toBe(first.pid);
    const third = await startKafka({ dataDir, quickStart: true });
    expect(third).toMatchObject({ pid: second.pid, port: second.port, adopted: true });
    await third.stop();
    expect(await answersMetadata(second.port, 1000)).toBe(false);
    await second.stop();
  } finally {
    await second.kill();
  }
});

test("two installers at once give one whole folder and leave nothing beside it", async () => {
  const folder = join(dataDir, "programs", "kafka");
  await Promise.all([installKafka(folder), installKafka(folder)]);
  await access(join(folder, "kafka_2.13-4.1.0.jar"));
  expect(await readdir(join(dataDir, "programs"))).toEqual(["kafka"]);
});

test("what is missing is said with the way out", () => {
  expect(new ProgramMissing("mvn", "maven").message).toMatch(/needs the program mvn.*apt-get install maven/);
});
