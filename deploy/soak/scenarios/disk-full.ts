import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import type { Stack } from "@mystocks/stack";
import { checkCounts } from "../check-counts.ts";
import { storedSpans } from "../counts.ts";
import { startLoad, type Load } from "../load.ts";
import { withPipeline, withStore, type Outcome, type Say } from "../scenario.ts";

export interface DiskFullOptions {
  /** Whose disk is full. */
  part: "postgres" | "collector";
  spans: number;
  say: Say;
}

const run = promisify(execFile);
const SMALL_MIB = { postgres: 200, collector: 24 } as const;
const LARGE_MIB = 2048;
const STALL_MS = 8000;
/** How long what fills the Collector's disk has nowhere to go. */
const LONGEST_FILL_MS = 120_000;

/** A disk runs full under load, then has room again: senders are held up meanwhile, and nothing is lost. Needs root. */
export async function diskFull({ part, spans, say }: DiskFullOptions): Promise<Outcome> {
  let folder = "";
  const prepare = async (dir: string) => {
    folder = join(dir, part);
    await mkdir(folder, { recursive: true });
    await run("mount", ["-t", "tmpfs", "-o", `size=${SMALL_MIB[part]}m,mode=755`, "tmpfs", folder]);
  };
  const flood = async (stack: Stack): Promise<Outcome> => {
    const load = startLoad({ url: stack.urls.otlp, spans, connections: 8 });
    if (part === "collector") await fillCollector(stack, load, say);
    else await untilStalled(stack, say);
    const resent = load.resent;
    await run("mount", ["-o", `remount,size=${LARGE_MIB}m`, folder]);
    say(`there is room again; ${resent} requests were refused and sent again`);
    await stack.part(part).start();
    await load.done;
    const { figures, broken } = await checkCounts(stack, { spans, patienceMs: 120_000 });
    const deadLetters = await countDeadLetters(stack);
    if (deadLetters > 0) broken.push(`${deadLetters} records were put aside because the disk was full`);
    if (part === "collector" && resent === 0)
      broken.push("the Collector never refused: its disk was not full");
    return { figures: { spans, resent_requests: load.resent, ...figures }, broken };
  };
  try {
    return await withPipeline({ say, prepare }, flood);
  } finally {
    await run("umount", ["-l", folder]).catch(() => {});
  }
}

/** Kafka takes nothing, so what comes stays on the Collector's disk until that refuses. */
async function fillCollector(stack: Stack, load: Load, say: Say): Promise<void> {
  await stack.part("kafka").pause();
  const deadline = Date.now() + LONGEST_FILL_MS;
  while (load.resent === 0 && Date.now() < deadline) await pause(200);
  say(`the Collector refuses after ${load.acknowledged} spans`);
  await pause(5000);
  await stack.part("kafka").resume();
}

async function untilStalled(stack: Stack, say: Say): Promise<void> {
  await withStore(stack, (pool) => storedSpans(pool, Infinity, STALL_MS));
  const isRunning = await stack.part("postgres").isRunning();
  say(`nothing more is stored; PostgreSQL ${isRunning ? "runs" : "has ended"}`);
}

async function countDeadLetters(stack: Stack): Promise<number> {
  return withStore(stack, async (pool) => {
    const { rows } = await pool.query<{ count: string }>("SELECT count(*) FROM telemetry.dead_letter");
    return Number(rows[0]!.count);
  });
}
