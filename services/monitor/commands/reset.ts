import { rm } from "node:fs/promises";
import { stopEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { loadConfig } from "@mystocks/runtime/config";
import { MonitorError } from "@mystocks/runtime/errors";
import { dataFolders } from "../embedded/data-folders.ts";
import { postgresFolder } from "../embedded/postgres-folder.ts";
import { readRunning } from "../embedded/running.ts";
import { readFlags } from "./read-flags.ts";

/** Clears what Monitor wrote into its data folder, and nothing else that may lie there. */
export async function runReset(args: readonly string[]): Promise<number> {
  readFlags(args, []);
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
