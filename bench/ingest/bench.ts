// OTLP spans per second to committed rows, beside psql's \copy of the same rows as text into the same table with
// the same indexes. Default durability. The recorder works in its own process; what sends shares the machine.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import type { BenchResult } from "../result.ts";
import { roundBodies } from "./load.ts";
import { measureSteady } from "./steady.ts";
import { hasPsql, psqlCopy } from "./psql-copy.ts";
import { startRecorderChild, type RecorderChild } from "./recorder-child.ts";
import { sendAll } from "./send.ts";
import { checkRound, emptyStore, expectSpans, sizeOf } from "./stored.ts";

const TARGET = 0.6;
const MOST_MEMORY_MIB = 300;
const CONNECTIONS = 16;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  if (!hasPsql()) throw new Error("psql is the peer: install PostgreSQL's client");
  const dataDir = await mkdtemp(join(tmpdir(), "bench-ingest-"));
  const server = await startEmbeddedPostgres({ dataDir });
  const url = server.url();
  try {
    await storeTemplate.prepare(url);
    const pool = openStorePool({ url, max: 2, applicationName: "bench" });
    const child = await startRecorderChild(url, process.env.BENCH_PROFILE);
    const result = await measure(pool, child, url, join(dataDir, "spans.copy"), quick);
    await child.stop();
    await pool.end();
    return result;
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  pool: pg.Pool,
  child: RecorderChild,
  url: string,
  file: string,
  quick: boolean,
): Promise<BenchResult> {
  const spans = quick ? 80_000 : 200_000;
  const rounds = quick ? 5 : 9;
  const ours: number[] = [];
  const peers: number[] = [];
  const bytes: number[] = [];
  const processor: number[] = [];
  await recordRound(pool, child, 0, spans);
  for (let round = 1; round <= rounds; round++) {
    const first = round * spans;
    const busySeconds = await child.processorSeconds();
    ours.push(await recordRound(pool, child, first, spans));
    processor.push(((await child.processorSeconds()) - busySeconds) / spans);
    bytes.push((await sizeOf(pool, "span")) / spans);
    peers.push(await copyRound(pool, url, file, spans));
  }
  const memoryMiB = await child.peakMemoryMiB();
  const steady = await measureSteady(pool, child.port, {
    seconds: quick ? 5 : 20,
    first: (rounds + 1) * spans,
  });
  const ratio = median(ours) / median(peers);
  return {
    bench: "ingest",
    figures: {
      spans_per_second: Math.round(median(ours)),
      slowest_spans_per_second: Math.round(Math.min(...ours)),
      copy_rows_per_second: Math.round(median(peers)),
      slowest_copy_rows_per_second: Math.round(Math.min(...peers)),
      recorder_us_per_span: Math.round(median(processor) * 1e8) / 100,
      recorder_rss_mib: Math.round(memoryMiB),
      bytes_per_span: Math.round(median(bytes)),
      ...steady,
      spans_per_round: spans,
      rounds,
    },
    peer: "psql \\copy of the same rows (text)",
    ratio: Math.round(ratio * 1000) / 1000,
    target: TARGET,
    met: ratio >= TARGET && memoryMiB <= MOST_MEMORY_MIB,
  };
}

/** Spans per second from the first byte sent to the last acknowledgement, which comes after the commit. */
async function recordRound(
  pool: pg.Pool,
  child: RecorderChild,
  first: number,
  spans: number,
): Promise<number> {
  await emptyStore(pool);
  const bodies = roundBodies(first, spans);
  const startMs = performance.now();
  await sendAll(child.port, bodies, CONNECTIONS);
  const elapsedMs = performance.now() - startMs;
  await checkRound(pool, first, spans);
  return (spans / elapsedMs) * 1000;
}

/** Rows per second of the peer, for the rows that the recorder just stored. */
async function copyRound(pool: pg.Pool, url: string, file: string, spans: number): Promise<number> {
  await psqlCopy(url, "to", file);
  await emptyStore(pool);
  const elapsedMs = await psqlCopy(url, "from", file);
  await expectSpans(pool, spans);
  return (spans / elapsedMs) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
