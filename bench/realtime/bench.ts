import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { createPartitions, migrate, openStorePool } from "@mystocks/store";
import type { BenchResult } from "../result.ts";
import { Watchers } from "./watchers.ts";

const WARM_UP_MS = 5_000;
/** Milliseconds of a core for one browser and second. */
const TARGET_MS = 1;

interface Used {
  processorSeconds: number;
  rssMib: number;
}

/** What one more browser on the overview costs live push, its messages counted: one a second for each. */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const clients = quick ? 100 : 500;
  const seconds = quick ? 5 : 20;
  const dataDir = await mkdtemp(join(tmpdir(), "realtime-bench-"));
  const server = await startEmbeddedPostgres({ dataDir });
  const pool = openStorePool({ url: server.url(), applicationName: "bench" });
  const watchers = new Watchers();
  let child: ChildProcess | undefined;
  try {
    await migrate(pool);
    await createPartitions(pool, new Date(Date.now() - 3_600_000), 7_200_000);
    child = fork(join(import.meta.dirname, "realtime-process.ts"), [server.url()]);
    const [place] = (await once(child, "message")) as [{ port: number; token: string }];
    await pause(WARM_UP_MS);
    const alone = await coresOver(child, seconds);
    await watchers.add(clients, place);
    await pause(WARM_UP_MS);
    watchers.takeUpdates();
    const watched = await coresOver(child, seconds);
    const updates = watchers.takeUpdates();
    const fewest = Math.min(...updates);
    // One at each end of the time may fall outside.
    if (fewest < seconds - 2) throw new Error(`one of ${clients} was told ${fewest} times in ${seconds} s`);
    const perClientMs = ((watched.cores - alone.cores) / clients) * 1000;
    return {
      bench: "realtime",
      figures: {
        clients,
        ms_of_a_core_per_client_and_second: perClientMs,
        clients_per_core: 1000 / perClientMs,
        cores_without_clients: alone.cores,
        kib_per_client: ((watched.rssMib - alone.rssMib) * 1024) / clients,
        rss_mib: watched.rssMib,
        fewest_updates_per_second: fewest / seconds,
      },
      peer: "none",
      ratio: TARGET_MS / perClientMs,
      target: 1,
      met: perClientMs <= TARGET_MS,
    };
  } finally {
    watchers.close();
    if (child !== undefined) {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    }
    await pool.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function coresOver(child: ChildProcess, seconds: number): Promise<{ cores: number; rssMib: number }> {
  const before = await usedOf(child);
  const begunMs = performance.now();
  await pause(seconds * 1000);
  const after = await usedOf(child);
  const passed = (performance.now() - begunMs) / 1000;
  return { cores: (after.processorSeconds - before.processorSeconds) / passed, rssMib: after.rssMib };
}

async function usedOf(child: ChildProcess): Promise<Used> {
  child.send("used");
  const [used] = (await once(child, "message")) as [Used];
  return used;
}
