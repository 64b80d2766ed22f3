import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { createEffects, Replica, type ReplicaJob } from "@mystocks/schedule/testing";
import { migrate, openStorePool } from "@mystocks/store";
import type pg from "pg";
import { Killings } from "../jobs/killings.ts";
import { judgeLedger, latenessOf } from "../jobs/judge-ledger.ts";
import { seededRandom } from "../random.ts";
import type { Outcome, Say } from "../scenario.ts";

export interface JobsOptions {
  /** Planned instants of all jobs while replicas are killed. */
  slots: number;
  /** So long three replicas run in peace before that. */
  calmSeconds: number;
  seed: number;
  say: Say;
}

const JOBS = 10;
const REPLICAS = 5;
const CALM_REPLICAS = 3;
const MOST_LATENESS_SECONDS = 1;
const SETTLE_MS = 120_000;

/** Jobs of every second with each policy in turn; their runs take up to 0.9 s. */
function everySecond(at: number): ReplicaJob {
  const policies = [
    { catchUp: { allWithinSeconds: 3600 }, overlap: "queue" },
    { catchUp: "none", overlap: "skip" },
    { catchUp: "last", overlap: "queue" },
    { catchUp: "last", overlap: "cancel" },
  ] as const;
  return {
    name: `soak/${at}`,
    schedule: { everySeconds: 1 },
    runMs: [0, 900],
    ...policies[at % policies.length]!,
  };
}

/**
 * First how late three replicas in peace start; then five are killed at random: each planned instant has one row with
 * its fate, and what a run did is there once for each attempt that was the owner's.
 */
export async function jobs({ slots, calmSeconds, seed, say }: JobsOptions): Promise<Outcome> {
  const dir = await mkdtemp(join(tmpdir(), "jobs-soak-"));
  // PostgreSQL runs as another account.
  await chmod(dir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, "postgres") });
  const url = postgres.url();
  const pool = openStorePool({ url, max: 2, applicationName: "soak" });
  const definitions = Array.from({ length: JOBS }, (_, at) => everySecond(at));
  const replicas = Array.from(
    { length: REPLICAS },
    (_, at) => new Replica({ url, owner: `replica-${at + 1}`, jobs: definitions }),
  );
  try {
    await migrate(pool);
    await createEffects(pool);
    const calm = await inPeace(pool, replicas.slice(0, CALM_REPLICAS), calmSeconds);
    say(`in peace ${calm.count} runs began, the last of a hundred ${calm.p99.toFixed(3)} s late`);
    const killings = new Killings({ pool, replicas, random: seededRandom(seed), say });
    const from = await now(pool);
    await killings.during((slots / JOBS) * 1000);
    const until = await now(pool);
    await settled(pool, until);
    const ledger = await judgeLedger(pool, { from, until });
    const broken = [...ledger.broken];
    if (calm.p99 > MOST_LATENESS_SECONDS) broken.push(`in peace starts were ${calm.p99} s late (99 %)`);
    if (killings.figures.orphaned_runs === 0) broken.push("no kill hit a run");
    if (killings.figures.slowest_replacement_seconds > 15)
      broken.push("a dead owner was not replaced in 15 s");
    return {
      figures: {
        calm_runs: calm.count,
        calm_lateness_p50_seconds: calm.p50,
        calm_lateness_p99_seconds: calm.p99,
        ...killings.figures,
        ...ledger.figures,
      },
      broken,
    };
  } finally {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await pool.end();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function inPeace(pool: pg.Pool, replicas: readonly Replica[], seconds: number) {
  await Promise.all(replicas.map((replica) => replica.start()));
  // What a start costs is no lateness.
  await pause(3000);
  const from = await now(pool);
  await pause(seconds * 1000);
  return latenessOf(pool, { from, until: await now(pool) });
}

async function now(pool: pg.Pool): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  return rows[0]!.now;
}

/** Waits until every instant up to a time has a fate. */
async function settled(pool: pg.Pool, until: Date): Promise<void> {
  const deadlineMs = performance.now() + SETTLE_MS;
  while (performance.now() < deadlineMs) {
    const { rows } = await pool.query<{ open: boolean }>(
      `SELECT EXISTS (SELECT FROM jobs.job WHERE decided_until < $1)
         OR EXISTS (SELECT FROM jobs.run WHERE state = 'running' AND planned <= $1) AS open`,
      [until],
    );
    if (!rows[0]!.open) return;
    await pause(500);
  }
}
