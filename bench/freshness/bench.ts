// From the end of an operation in a service to its row in the store, and to the pulse that counts it on the bus: the
// SDK's own wait, Collector, Kafka, recorder and commit included.
import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createKafkaBus } from "@mystocks/bus";
import { decodePulse, PULSE_TOPIC } from "@mystocks/events";
import { createLogger } from "@mystocks/runtime";
import { startStack, type Stack } from "@mystocks/stack";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import type { BenchResult } from "../result.ts";

const TARGET_P99_SECONDS = 1;
const PER_SECOND = 20;
const SERVICE = "freshness-bench";
const POLL_MS = 10;
/** The first operations find connections still being made. */
const WARM_UP = 40;

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), "bench-freshness-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  const stack = await startStack({
    dir,
    ports: "free",
    parts: ["kafka", "postgres", "recorder", "collector"],
  });
  try {
    const { rows, pulses } = await measure(stack, quick ? 200 : 2000);
    const figures = {
      row_p50_seconds: quantile(rows, 0.5),
      row_p99_seconds: quantile(rows, 0.99),
      pulse_p50_seconds: quantile(pulses, 0.5),
      pulse_p99_seconds: quantile(pulses, 0.99),
      operations: rows.length,
    };
    const worst = Math.max(figures.row_p99_seconds, figures.pulse_p99_seconds);
    return {
      bench: "freshness",
      figures,
      peer: "none; the ratio is the worse p99 to its target of 1 s",
      ratio: Math.round((worst / TARGET_P99_SECONDS) * 1000) / 1000,
      target: 1,
      met: worst <= TARGET_P99_SECONDS,
    };
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(stack: Stack, count: number): Promise<{ rows: number[]; pulses: number[] }> {
  const total = count + WARM_UP;
  const pool = openStorePool({ url: stack.databases.storeUrl, max: 1, applicationName: "bench" });
  const bus = createKafkaBus({
    connection: { brokers: stack.brokers },
    clientId: "freshness-bench",
    log: createLogger("bench", "warn"),
  });
  const ended = new Map<string, number[]>();
  const seenInPulses = new Map<string, number[]>();
  await bus.subscribe(PULSE_TOPIC, { all: true, from: "end" }, ({ value }) => {
    const nowMs = Date.now();
    for (const { operation, count: times } of decodePulse(value).pulses)
      if (operation.service === SERVICE)
        for (let time = 0; time < times; time++) note(seenInPulses, operation.operation, nowMs);
  });
  const service = fork(join(import.meta.dirname, "service.ts"), [
    stack.urls.otlp,
    `${total}`,
    `${PER_SECOND}`,
  ]);
  service.on("message", ({ operation, endedMs }: { operation: string; endedMs: number }) =>
    note(ended, operation, endedMs),
  );
  const hasEnded = once(service, "exit");
  const seenInRows = await watchRows(pool, total, hasEnded);
  await hasEnded;
  await until(() => countOf(seenInPulses) >= total);
  await bus.close();
  await pool.end();
  return { rows: seenInRows.slice(WARM_UP), pulses: waits(ended, seenInPulses).slice(WARM_UP) };
}

/** Seconds from each span's end to when its row could be read. */
async function watchRows(pool: pg.Pool, total: number, hasEnded: Promise<unknown>): Promise<number[]> {
  const seen = new Set<string>();
  const seconds: number[] = [];
  let deadline = Infinity;
  void hasEnded.then(() => (deadline = Date.now() + 20_000));
  while (seconds.length < total) {
    if (Date.now() > deadline) throw new Error(`${seconds.length} of ${total} operations were stored`);
    const { rows } = await pool.query<{ end_ns: string; span_id: string }>(
      `SELECT end_ns, span_id FROM telemetry.span JOIN telemetry.operation USING (operation_id)
       WHERE service = $1 AND operation.kind = 'tracked' AND end_ns > (extract(epoch FROM now()) - 30)::bigint * 1000000000`,
      [SERVICE],
    );
    const nowMs = Date.now();
    for (const { end_ns, span_id } of rows)
      if (!seen.has(span_id)) {
        seen.add(span_id);
        seconds.push((nowMs - Number(BigInt(end_ns) / 1000n) / 1000) / 1000);
      }
    await pause(POLL_MS);
  }
  return seconds;
}

/** The n-th execution of an operation is counted by whatever brings its count to n. */
function waits(ended: ReadonlyMap<string, number[]>, seen: ReadonlyMap<string, number[]>): number[] {
  const pairs = [...ended].flatMap(([operation, times]) =>
    times.map((endedMs, at) => ({ endedMs, seenMs: seen.get(operation)![at]! })),
  );
  return pairs.sort((a, b) => a.endedMs - b.endedMs).map(({ endedMs, seenMs }) => (seenMs - endedMs) / 1000);
}

function note(times: Map<string, number[]>, operation: string, timeMs: number): void {
  const known = times.get(operation) ?? [];
  times.set(operation, known);
  known.push(timeMs);
}

const countOf = (times: ReadonlyMap<string, number[]>) =>
  [...times.values()].reduce((sum, list) => sum + list.length, 0);

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("pulses do not count every operation");
    await pause(10);
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]! * 1000) / 1000;
}
