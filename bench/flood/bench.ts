// Two name spaces on the whole way of telemetry: how fresh the quiet one's operations are while the other floods, with
// its quota and without, beside how fresh they are alone. Every span of the flood must be stored or counted as dropped.
import { fork } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startStack, type Stack } from "@mystocks/stack";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import { CountedService, quantile } from "../freshness/counted-service.ts";
import { processorSeconds } from "../pipeline/processor-time.ts";
import type { BenchResult } from "../result.ts";

const TARGET_P99_SECONDS = 1;
const SPANS_PER_SECOND = Number(process.env.BENCH_FLOOD ?? 100_000);
const QUIET_PER_SECOND = 20;
const WARM_UP = 40;
/** The flood begins before the quiet operations that are measured, and lasts as long. */
const LEAD_MS = 2000;
/** How long a recorder that is behind may take for what has come. */
const CATCH_UP_MS = 90_000;
const NO_QUOTA = "1000000000";

export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const seconds = quick ? 10 : 30;
  const withQuota = await onStack({}, async (stack, pool) => ({
    alone: await quiet(stack, seconds),
    flooded: await flooded(stack, pool, seconds),
  }));
  const without = await onStack(
    { MYSTOCKS_LIMITS__SPANS_PER_SECOND_PER_NAMESPACE: NO_QUOTA },
    (stack, pool) => flooded(stack, pool, seconds),
  );
  const figures = {
    alone_p50_seconds: quantile(withQuota.alone, 0.5),
    alone_p99_seconds: quantile(withQuota.alone, 0.99),
    ...named("quota", withQuota.flooded),
    ...named("no_quota", without),
    operations: withQuota.alone.length,
  };
  const { quota_p99_seconds: worst } = figures as unknown as { quota_p99_seconds: number };
  return {
    bench: "flood",
    figures,
    peer: "the same flood without a quota; the ratio is the quiet p99 beside the flood to its target of 1 s",
    ratio: Math.round((worst / TARGET_P99_SECONDS) * 1000) / 1000,
    target: 1,
    met: worst <= TARGET_P99_SECONDS,
  };
}

interface Flooded {
  waits: number[];
  sentPerSecond: number;
  storedPerSecond: number;
  /** Of one processor, while the flood came and until it was done with. */
  recorder: number;
}

function named(name: string, { waits, sentPerSecond, storedPerSecond, recorder }: Flooded) {
  return Object.fromEntries(
    Object.entries({
      p50_seconds: quantile(waits, 0.5),
      p99_seconds: quantile(waits, 0.99),
      sent_per_second: Math.round(sentPerSecond),
      stored_per_second: Math.round(storedPerSecond),
      recorder_processors: Math.round(recorder * 1000) / 1000,
    }).map(([key, value]) => [`${name}_${key}`, value]),
  ) as Record<string, number>;
}

async function onStack<T>(
  recorder: Record<string, string>,
  use: (stack: Stack, pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "bench-flood-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  const parts = ["kafka", "postgres", "recorder", "collector"] as const;
  const stack = await startStack({ dir, ports: "free", parts, environment: { recorder } });
  const pool = openStorePool({ url: stack.databases.storeUrl, max: 1, applicationName: "bench" });
  try {
    return await use(stack, pool);
  } finally {
    await pool.end();
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function quiet(stack: Stack, seconds: number): Promise<number[]> {
  const total = seconds * QUIET_PER_SECOND + WARM_UP;
  const service = await CountedService.start(stack, total, {
    OTEL_RESOURCE_ATTRIBUTES: "service.namespace=quiet",
  });
  return (await service.waits(CATCH_UP_MS)).slice(WARM_UP);
}

async function flooded(stack: Stack, pool: pg.Pool, seconds: number): Promise<Flooded> {
  const before = await ledger(pool);
  const { pid } = stack.part("recorder");
  const usedBefore = await processorSeconds(pid);
  const startMs = performance.now();
  const floodSeconds = seconds + LEAD_MS / 1000 + WARM_UP / QUIET_PER_SECOND;
  const noisy = fork(join(import.meta.dirname, "noisy.ts"), [
    stack.brokers.join(","),
    `${SPANS_PER_SECOND}`,
    `${floodSeconds}`,
  ]);
  const sent = once(noisy, "message").then(([told]) => told as { spans: number; seconds: number });
  await pause(LEAD_MS);
  const waits = await quiet(stack, seconds);
  const { spans, seconds: took } = await sent;
  const after = await untilReceived(pool, before.received + spans + waits.length + WARM_UP);
  const elapsed = (performance.now() - startMs) / 1000;
  if (after.unaccounted !== 0) throw new Error(`${after.unaccounted} spans are unaccounted for`);
  return {
    waits,
    sentPerSecond: spans / took,
    storedPerSecond: (after.stored - before.stored) / took,
    recorder: ((await processorSeconds(pid)) - usedBefore) / elapsed,
  };
}

interface Ledger {
  received: number;
  stored: number;
  /** Neither stored nor known before nor counted as dropped. */
  unaccounted: number;
}

async function ledger(pool: pg.Pool): Promise<Ledger> {
  const { rows } = await pool.query<Ledger>(
    `SELECT coalesce(sum(received), 0)::float8 AS received, coalesce(sum(stored), 0)::float8 AS stored,
       coalesce(sum(received - stored - duplicates - dropped), 0)::float8 AS unaccounted
     FROM telemetry.recorder_ledger WHERE signal = 'spans'`,
  );
  return rows[0]!;
}

async function untilReceived(pool: pg.Pool, spans: number): Promise<Ledger> {
  const deadline = Date.now() + CATCH_UP_MS;
  for (;;) {
    const now = await ledger(pool);
    if (now.received >= spans) return now;
    if (Date.now() > deadline) throw new Error(`${now.received} of ${spans} spans have come`);
    await pause(100);
  }
}
