// Six checks with samples over 1,000,015 daily bars, beside the quickest SQL by hand and Soda 3, Soda 4 and Great
// Expectations from PyPI. Answers are compared with what was planted before anything is timed.
import { deepStrictEqual } from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import pg from "pg";
import type { BenchResult } from "../result.ts";
import { createBars, ROWS, TRUTH } from "./data.ts";
import { runHand } from "./hand.ts";
import { answersOf, runOurs } from "./ours.ts";
import { passesOf } from "./passes.ts";
import { PEERS, startPeer } from "./peer-process.ts";

const TARGET = 0.6;
const DAY = "2025-06-11";
const SETTINGS = { shared_buffers: "2GB", work_mem: "64MB", fsync: "off", max_wal_size: "4GB" };

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const dataDir = await mkdtemp(join(tmpdir(), "bench-quality-"));
  const server = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
  const client = new pg.Client({ connectionString: server.url() });
  try {
    await client.connect();
    await createBars(client);
    return await measure(client, server.url(), quick ? 2 : 7);
  } finally {
    await client.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(client: pg.Client, url: string, rounds: number): Promise<BenchResult> {
  const { missing: _, ...truth } = TRUTH;
  deepStrictEqual(answersOf(await runOurs(client)), truth);
  deepStrictEqual(await runHand(client), truth);
  const passes = await passesOf(client, ROWS, () => runOurs(client));
  const seconds = await rivals(client, url, rounds);
  const ours = median(seconds["ours"]!);
  const peers = PEERS.map(({ name }) => median(seconds[name]!));
  const fastest = Math.min(...peers);
  const day = await dayMs(client);
  const rssGrowthMib = await allRowsFail(client);
  const figures = {
    ...Object.fromEntries(
      Object.entries(seconds).map(([name, times]) => [`${name}_s`, round(median(times))]),
    ),
    ...Object.fromEntries(
      Object.entries(seconds).map(([name, times]) => [`${name}_best_s`, round(Math.min(...times))]),
    ),
    ours_to_hand: round(ours / median(seconds["hand"]!)),
    ours_to_hand_best: round(Math.min(...seconds["ours"]!) / Math.min(...seconds["hand"]!)),
    table_passes: round(passes),
    one_day_ms: round(day),
    all_fail_rss_growth_mib: round(rssGrowthMib),
    rounds,
  };
  const ratio = round(ours / fastest);
  const met =
    ratio <= TARGET && figures.ours_to_hand <= 1.2 && passes <= 3.01 && day <= 20 && rssGrowthMib <= 20;
  return {
    bench: "quality",
    figures,
    peer: "fastest of Soda 3, Soda 4 and Great Expectations",
    ratio,
    target: TARGET,
    met,
  };
}

/** Seconds of each round by tool; the tools take turns, so that whatever else runs disturbs all alike. */
async function rivals(client: pg.Client, url: string, rounds: number): Promise<Record<string, number[]>> {
  const seconds: Record<string, number[]> = { ours: [], hand: [] };
  const peers = [];
  for (const peer of PEERS) peers.push({ name: peer.name, process: await startPeer(peer, url) });
  try {
    for (const { name, process } of peers) {
      seconds[name] = [];
      const { failed } = await process.run();
      console.log(`${name} found ${JSON.stringify(failed)}`);
      refuseWrong(name, failed);
    }
    for (let round = 0; round < rounds; round++) {
      seconds["ours"]!.push(await timed(() => runOurs(client)));
      seconds["hand"]!.push(await timed(() => runHand(client)));
      for (const { name, process } of peers) seconds[name]!.push((await process.run()).seconds);
    }
  } finally {
    for (const { process } of peers) await process.stop();
  }
  return seconds;
}

/** The four row checks have one meaning; what a tool calls duplicates is keys, surplus rows or all rows. */
function refuseWrong(name: string, failed: Record<string, number | boolean>): void {
  const counts = Object.values(failed).map(Number);
  const { nullClose, ohlc, volume, source, doubledKeys } = TRUTH;
  const wrong = [nullClose, ohlc, volume, source].filter((count) => !counts.includes(count));
  const doubled = [doubledKeys, 2 * doubledKeys].some((count) => counts.includes(count));
  if (wrong.length > 0 || !doubled)
    throw new Error(`${name} did not find what was planted: ${JSON.stringify(failed)}`);
}

async function dayMs(client: pg.Client): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 21; run++) times.push((await timed(() => runOurs(client, DAY))) * 1000);
  return median(times);
}

/** How much this process grows when every row fails a check. */
async function allRowsFail(client: pg.Client): Promise<number> {
  await client.query(
    "ALTER TABLE daily_kline RENAME COLUMN source TO former; ALTER TABLE daily_kline ADD source text DEFAULT 'x'",
  );
  const before = process.memoryUsage().rss;
  const { checks } = await runOurs(client);
  if (checks["source"]!.failedRows !== ROWS) throw new Error("not every row failed");
  return (process.memoryUsage().rss - before) / 2 ** 20;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
