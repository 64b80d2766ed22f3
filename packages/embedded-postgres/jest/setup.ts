import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../server.ts";

declare global {
  var testPostgres: { server: EmbeddedPostgres; dataDir: string } | undefined;
}

export default async function setup(): Promise<void> {
  if (process.env.MYSTOCKS_TEST_POSTGRES !== undefined) return;
  const dataDir = await mkdtemp(join(tmpdir(), "mystocks-test-"));
  const server = await startEmbeddedPostgres({
    dataDir,
    settings: { fsync: "off", max_connections: 200, shared_buffers: "128MB" },
  });
  globalThis.testPostgres = { server, dataDir };
  process.env.MYSTOCKS_TEST_POSTGRES = server.url();
}
