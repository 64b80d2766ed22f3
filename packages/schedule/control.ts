import { MonitorError } from "@mystocks/runtime";
import { inTransaction } from "@mystocks/store";
import { insertAudit } from "@mystocks/store/alerting";
import type pg from "pg";
import { requestCancel } from "./claims.ts";
import type { JobPolicy } from "./definition.ts";

/** What somebody does to a job, and why. */
export interface Asked {
  job: string;
  by: string;
  why: string;
}

/** In whole milliseconds, as schedulers read it. */
const NOW = "date_trunc('milliseconds', clock_timestamp())";

interface LockedJob {
  policy: JobPolicy;
  pausedBy: string | null;
  pausedReason: string | null;
  running: Date | null;
  requested: Date | null;
}

/**
 * Asks for a run now, beside the planned ones; it starts within 2 s. The overlap policy holds: with `skip` a run that
 * goes on is a CONFLICT, with `queue` it is waited for, with `cancel` it is ended. Returns the run's instant.
 */
export function requestRun(pool: pg.Pool, { job, by, why }: Asked): Promise<Date> {
  return inTransaction(pool, async (client) => {
    const { policy, running, requested } = await lockJob(client, job);
    if (requested !== null)
      throw conflict(job, `somebody asked for a run at ${requested.toISOString()} already`, "Wait for it.");
    if (running !== null && policy.overlap === "skip")
      throw conflict(job, `the run of ${running.toISOString()} goes on`, "Ask again when it is over.");
    if (running !== null && policy.overlap === "cancel")
      await requestCancel(client, job, `ended for the run that ${by} asked for`);
    const { rows } = await client.query<{ planned: Date }>(
      `INSERT INTO jobs.run (job, planned, state, asked_by, asked_why)
       VALUES ($1, ${NOW}, 'requested', $2, $3) RETURNING planned`,
      [job, by, why],
    );
    const { planned } = rows[0]!;
    await audit(client, { job, by, why }, "job.run", { before: null, after: { planned, why } });
    return planned;
  });
}

/** From now on planned instants are skipped until it is resumed; a run that goes on is not ended. */
export function pauseJob(pool: pg.Pool, asked: Asked): Promise<void> {
  const { job, by, why } = asked;
  return inTransaction(pool, async (client) => {
    const { pausedBy } = await lockJob(client, job);
    if (pausedBy !== null) throw conflict(job, `it is paused already, by ${pausedBy}`, "Resume it first.");
    await client.query(
      `UPDATE jobs.job SET paused_at = ${NOW}, resumed_at = NULL, paused_by = $2, paused_reason = $3 WHERE job = $1`,
      [job, by, why],
    );
    await audit(client, asked, "job.pause", { before: null, after: { reason: why } });
  });
}

/** Instants from now on run again; those meanwhile stay skipped, also the ones that no scheduler has written yet. */
export function resumeJob(pool: pg.Pool, asked: Asked): Promise<void> {
  const { job, why } = asked;
  return inTransaction(pool, async (client) => {
    const { pausedBy, pausedReason } = await lockJob(client, job);
    if (pausedBy === null) throw conflict(job, "it is not paused", "There is nothing to resume.");
    await client.query(`UPDATE jobs.job SET resumed_at = ${NOW} WHERE job = $1`, [job]);
    const before = { pausedBy, reason: pausedReason };
    await audit(client, asked, "job.resume", { before, after: { why } });
  });
}

async function lockJob(client: pg.ClientBase, job: string): Promise<LockedJob> {
  const { rows } = await client.query<LockedJob>(
    `SELECT policy, CASE WHEN resumed_at IS NULL THEN paused_by END AS "pausedBy", paused_reason AS "pausedReason",
       (SELECT planned FROM jobs.run WHERE job = j.job AND state = 'running') AS running,
       (SELECT planned FROM jobs.run WHERE job = j.job AND state = 'requested') AS requested
     FROM jobs.job j WHERE job = $1 AND retired_at IS NULL FOR UPDATE OF j`,
    [job],
  );
  if (rows[0] !== undefined) return rows[0];
  throw new MonitorError("NOT_FOUND", `There is no job "${job}".`, {
    field: "name",
    remedy: "/api/v1/jobs and mystocks-monitor jobs list name them.",
  });
}

function audit(
  client: pg.ClientBase,
  { job, by }: Asked,
  action: string,
  change: { before: unknown; after: unknown },
): Promise<void> {
  return insertAudit(client, { actor: by, action, subject: job, ...change });
}

const conflict = (job: string, problem: string, remedy: string) =>
  new MonitorError("CONFLICT", `${job}: ${problem}.`, { remedy });
