import { rm } from "node:fs/promises";

export default async function teardown(): Promise<void> {
  const { testPostgres } = globalThis;
  if (testPostgres === undefined) return;
  await testPostgres.server.stop();
  await rm(testPostgres.dataDir, { recursive: true, force: true });
}
