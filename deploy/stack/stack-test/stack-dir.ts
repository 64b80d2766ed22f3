import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reachableDataDir } from "@mystocks/embedded-postgres";

/** A folder for a stack; PostgreSQL's account may enter it. */
export async function openStackDir(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "mystocks-stack-"));
  await chmod(path, 0o755);
  const postgres = await reachableDataDir(join(path, "postgres"));
  return {
    path,
    async remove() {
      for (const folder of [path, postgres])
        await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
