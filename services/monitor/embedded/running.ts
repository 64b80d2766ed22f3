import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { dataFolders } from "./data-folders.ts";

const running = z.object({
  pid: z.int(),
  dashboardUrl: z.string(),
  otlpUrl: z.string(),
  storeUrl: z.string(),
  withSample: z.boolean(),
  sampleDatabaseUrl: z.string().optional(),
  /** Unknown until the sample serves. */
  sampleUrl: z.string().optional(),
});

/** What other commands need to know of the Monitor that runs on a data folder. */
export type Running = z.infer<typeof running>;

/** Undefined when none runs, also after one was killed. */
export async function readRunning(dataDir: string): Promise<Running | undefined> {
  const text = await readFile(dataFolders(dataDir).running, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const read = running.safeParse(JSON.parse(text));
  return read.success && (await isMonitor(read.data.pid)) ? read.data : undefined;
}

export async function writeRunning(dataDir: string, state: Running): Promise<void> {
  const file = dataFolders(dataDir).running;
  await writeFile(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export const forgetRunning = (dataDir: string): Promise<void> =>
  rm(dataFolders(dataDir).running, { force: true });

/** A pid may have been given to another program since. */
async function isMonitor(pid: number): Promise<boolean> {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "monitor/main.ts");
  return command.includes("monitor/main.ts");
}
