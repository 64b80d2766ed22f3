import { rm } from "node:fs/promises";
import stopPostgres from "@mystocks/embedded-postgres/jest/teardown";

export default async function teardown(): Promise<void> {
  await Promise.all([stopPostgres(), stopTestKafka()]);
}

async function stopTestKafka(): Promise<void> {
  const { testKafka } = globalThis;
  if (testKafka === undefined) return;
  await testKafka.server.stop();
  await rm(testKafka.dataDir, { recursive: true, force: true });
}
