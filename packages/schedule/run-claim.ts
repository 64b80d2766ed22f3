import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@mystocks/runtime";
import type pg from "pg";
import type { JobDefinition } from "./definition.ts";
import { keepLease } from "./keep-lease.ts";
import { finishRun, holdLease, releaseLease, type Claim } from "./ledger.ts";

/** How long a run may take to heed its signal; then it counts as over, whatever it does. */
const HEED_MS = 5000;

export interface RunParts {
  pool: pg.Pool;
  log: Logger;
  /** Aborts when the scheduler stops. */
  stopping: AbortSignal;
}

/**
 * Runs a claim under its lease and writes what became of it. A run that lost its lease writes nothing: the next
 * owner's outcome counts. One that is interrupted by a stop gives its lease back.
 */
export async function runClaim(definition: JobDefinition, claim: Claim, parts: RunParts): Promise<void> {
  const { pool, log, stopping } = parts;
  const lease = keepLease(pool, claim);
  const timeout = AbortSignal.timeout(definition.timeoutMs);
  const signal = AbortSignal.any([lease.lost, timeout, stopping]);
  const failure = await failureOf(definition, claim, signal);
  const cause = timeout.aborted ? `timed out after ${definition.timeoutMs} ms` : failure;
  const fields = { job: claim.job, planned: claim.planned, attempt: claim.attempt, cause };
  if (lease.lost.aborted) log.warn(fields, "job lost its lease");
  else if (failure !== undefined && stopping.aborted && !timeout.aborted) await releaseLease(pool, claim);
  else {
    if (cause !== undefined) log.error(fields, "job failed");
    await writeOutcome(pool, claim, cause, lease.lost);
  }
  lease.end();
}

async function failureOf(
  definition: JobDefinition,
  claim: Claim,
  signal: AbortSignal,
): Promise<string | undefined> {
  const context = {
    planned: claim.planned,
    attempt: claim.attempt,
    holdLease: (client: pg.ClientBase) => holdLease(client, claim),
  };
  const over = new AbortController();
  try {
    const run = Promise.resolve().then(() => definition.run(signal, context));
    await Promise.race([run, unheeded(signal, over.signal)]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    over.abort();
  }
}

/** Rejects some time after `signal` aborts; ends with `over`. */
async function unheeded(signal: AbortSignal, over: AbortSignal): Promise<void> {
  await new Promise<void>((aborted) => {
    if (signal.aborted) aborted();
    else signal.addEventListener("abort", () => aborted(), { once: true, signal: over });
  });
  await delay(HEED_MS, undefined, { signal: over });
  throw new Error("did not heed its signal");
}

/** Tries on while the store is away and the lease is ours; after that the next owner runs the job again. */
async function writeOutcome(
  pool: pg.Pool,
  claim: Claim,
  cause: string | undefined,
  lost: AbortSignal,
): Promise<void> {
  while (!lost.aborted) {
    try {
      await finishRun(pool, claim, cause === undefined ? "ok" : "failed", cause);
      return;
    } catch {
      await delay(500, undefined, { signal: lost }).catch(() => {});
    }
  }
}
