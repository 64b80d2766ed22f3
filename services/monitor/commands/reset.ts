import { rm } from "node:fs/promises";
import { loadConfig, MonitorError } from "@mystocks/runtime";
import { stopEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { dataFolders, postgresFolder } from "../embedded/data-folders.ts";
import { readRunning } from "../embedded/running.ts";

/** Clears what Monitor wrote into its data folder, and nothing else that may lie there. */
export async function reset(): Promise<number> {
  const { dataDir } = await loadConfig(undefined, process.env);
  const running = await readRunning(dataDir);
  if (running !== undefined)
    throw new MonitorError("CONFLICT", `Monitor runs on ${dataDir} (process ${running.pid}).`, {
      remedy: "End it with Ctrl-C, then reset.",
    });
  const postgres = await postgresFolder(dataDir);
  await stopEmbeddedPostgres(postgres);
  for (const path of [postgres, ...Object.values(dataFolders(dataDir))])
    await rm(path, { recursive: true, force: true });
  console.log(`The data in ${dataDir} is cleared.`);
  return 0;
}
