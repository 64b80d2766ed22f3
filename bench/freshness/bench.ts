// From the end of an operation in a service to its row in the store, and to the pulse that counts it on the bus: the
// SDK's own wait, Collector, Kafka, recorder and commit included.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startStack, type Stack } from "@mystocks/stack";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import type { BenchResult } from "../result.ts";
import { CountedService, quantile, SERVICE } from "./counted-service.ts";

const TARGET_P99_SECONDS = 1;
const POLL_MS = 10;
/** The first operations find connections still being made. */
const WARM_UP = 40;
const PATIENCE_MS = 20_000;

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
  const service = await CountedService.start(stack, total);
  const rows = await watchRows(pool, total, service.hasEnded);
  const pulses = await service.waits(PATIENCE_MS);
  await pool.end();
  return { rows: rows.slice(WARM_UP), pulses: pulses.slice(WARM_UP) };
}

/** Seconds from each span's end to when its row could be read. */
async function watchRows(pool: pg.Pool, total: number, hasEnded: Promise<unknown>): Promise<number[]> {
  const seen = new Set<string>();
  const seconds: number[] = [];
  let deadline = Infinity;
  void hasEnded.then(() => (deadline = Date.now() + PATIENCE_MS));
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
