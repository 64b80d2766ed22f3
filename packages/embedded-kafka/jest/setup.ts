import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import startPostgres from "@mystocks/embedded-postgres/jest/setup";
import { startKafka, type EmbeddedKafka } from "../server.ts";

declare global {
  var testKafka: { server: EmbeddedKafka; dataDir: string } | undefined;
}

export default async function setup(): Promise<void> {
  await Promise.all([startPostgres(), startTestKafka()]);
}

async function startTestKafka(): Promise<void> {
  if (process.env.MYSTOCKS_TEST_KAFKA !== undefined) return;
  const dataDir = await mkdtemp(join(tmpdir(), "mystocks-test-kafka-"));
  const server = await startKafka({ dataDir, quickStart: true });
  globalThis.testKafka = { server, dataDir };
  process.env.MYSTOCKS_TEST_KAFKA = server.brokers.join(",");
}
