import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@mystocks/runtime";
import type pg from "pg";
import { causeText } from "./causes.ts";
import { finishRun, holdLease, releaseLease, retryLater, type Claim } from "./claims.ts";
import type { JobDefinition, RunFigures } from "./definition.ts";
import type { Lease } from "./keep-lease.ts";

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
export async function runClaim(
  definition: JobDefinition,
  { claim, lease }: { claim: Claim; lease: Lease },
  { pool, log, stopping }: RunParts,
): Promise<void> {
  const timeout = AbortSignal.timeout(definition.timeoutMs);
  const signal = AbortSignal.any([lease.lost, lease.cancelled, timeout, stopping]);
  const ended = await endOf(definition, claim, signal);
  const failure = timeout.aborted
    ? causeText("timedOut", { milliseconds: definition.timeoutMs })
    : ended.failure;
  const { job, planned, attempt } = claim;
  const fields = { job, planned, attempt, cause: failure };
  const write = (ends: () => Promise<void>) => untilWritten(ends, lease.lost);
  if (lease.lost.aborted) log.warn(fields, "job lost its lease");
  else if (failure === undefined)
    await write(() => finishRun(pool, claim, { state: "ok", cause: undefined, figures: ended.figures }));
  else if (lease.cancelled.aborted) {
    const { message: cause } = lease.cancelled.reason as Error;
    await write(() => finishRun(pool, claim, { state: "superseded", cause }));
  } else if (stopping.aborted && !timeout.aborted) await releaseLease(pool, claim);
  else {
    const { times, afterMs } = definition.retries ?? { times: 0, afterMs: 0 };
    const isTriedAgain = claim.failures < times;
    log.error({ ...fields, isTriedAgain }, "job failed");
    await write(() =>
      isTriedAgain
        ? retryLater(pool, claim, failure, afterMs)
        : finishRun(pool, claim, { state: "failed", cause: failure }),
    );
  }
}

interface RunEnd {
  failure?: string;
  figures?: RunFigures | undefined;
}

async function endOf(definition: JobDefinition, claim: Claim, signal: AbortSignal): Promise<RunEnd> {
  const context = {
    planned: claim.planned,
    attempt: claim.attempt,
    holdLease: (client: pg.ClientBase) => holdLease(client, claim),
  };
  const over = new AbortController();
  try {
    const run = Promise.resolve().then(() => definition.run(signal, context));
    const figures = await Promise.race([run, unheeded(signal, over.signal)]);
    return { figures: figures ?? undefined };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    over.abort();
  }
}

/** Rejects some time after `signal` aborts; ends with `over`. */
async function unheeded(signal: AbortSignal, over: AbortSignal): Promise<never> {
  await new Promise<void>((aborted) => {
    if (signal.aborted) aborted();
    else signal.addEventListener("abort", () => aborted(), { once: true, signal: over });
  });
  await delay(HEED_MS, undefined, { signal: over });
  throw new Error(causeText("unheeded", {}));
}

/** Tries on while the store is away and the lease is ours; after that the next owner runs the job again. */
async function untilWritten(write: () => Promise<void>, lost: AbortSignal): Promise<void> {
  while (!lost.aborted) {
    try {
      await write();
      return;
    } catch {
      await delay(500, undefined, { signal: lost }).catch(() => {});
    }
  }
}
