// Records of the Collector in Kafka to committed rows: spans per second of the recorder's processor time. A real
// broker, a real PostgreSQL with default durability; the recorder in its own process, zstd batches as the Collector's.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKafkaRecordLog } from "@mystocks/bus";
import { startKafka } from "@mystocks/embedded-kafka";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { createLogger } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type { BenchResult } from "../result.ts";
import { startRecorderChild } from "./recorder-child.ts";
import { flatOut, paced, type Round } from "./rounds.ts";

const TARGET_PER_CPU_SECOND = 50_000;
const MOST_MEMORY_MIB = 300;
const PACED_SPANS_PER_SECOND = 10_240;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  return inFolder((kafkaDir) =>
    inFolder(async (dataDir) => {
      const server = await startEmbeddedPostgres({ dataDir });
      try {
        const kafka = await startKafka({ dataDir: kafkaDir });
        try {
          return await measure(server.url(), kafka.brokers, quick);
        } finally {
          await kafka.stop();
        }
      } finally {
        await server.stop();
      }
    }),
  );
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "bench-recorder-kafka-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, brokers: string[], quick: boolean): Promise<BenchResult> {
  await storeTemplate.prepare(url);
  const pool = openStorePool({ url, max: 2, applicationName: "bench" });
  const log = createKafkaRecordLog({
    connection: { brokers },
    clientId: "bench",
    log: createLogger("bench", "warn"),
  });
  const child = await startRecorderChild(url, brokers, process.env.BENCH_PROFILE);
  const spans = quick ? 100_000 : 300_000;
  const rounds: Round[] = [];
  const parts = { pool, log, child };
  for (let round = 0; round <= (quick ? 3 : 7); round++)
    rounds.push(await flatOut(parts, round * spans, spans));
  const measured = rounds.slice(1);
  const steady = await paced(parts, {
    first: rounds.length * spans,
    seconds: quick ? 5 : 20,
    spansPerSecond: PACED_SPANS_PER_SECOND,
  });
  const memoryMiB = await child.peakMemoryMiB();
  await child.stop();
  await log.close();
  await pool.end();
  const perCpuSecond = median(measured.map((round) => round.spansPerCpuSecond));
  return {
    bench: "recorder-kafka",
    figures: {
      spans_per_cpu_second: Math.round(perCpuSecond),
      slowest_spans_per_cpu_second: Math.round(Math.min(...measured.map((round) => round.spansPerCpuSecond))),
      spans_per_second: Math.round(median(measured.map((round) => round.spansPerSecond))),
      spans_per_commit: Math.round(median(measured.map((round) => round.spansPerCommit))),
      paced_spans_per_cpu_second: Math.round(steady.spansPerCpuSecond),
      paced_spans_per_second: Math.round(steady.spansPerSecond),
      paced_spans_per_commit: Math.round(steady.spansPerCommit),
      recorder_rss_mib: Math.round(memoryMiB),
      spans_per_round: spans,
      rounds: measured.length,
    },
    peer: "none; the target is in spans per second of the recorder's processor time",
    ratio: Math.round(perCpuSecond),
    target: TARGET_PER_CPU_SECOND,
    met: perCpuSecond >= TARGET_PER_CPU_SECOND && memoryMiB <= MOST_MEMORY_MIB,
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
