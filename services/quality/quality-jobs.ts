import type { Contract } from "@mystocks/checks";
import type { JobDefinition } from "@mystocks/schedule";
import { pruneQuality } from "@mystocks/store/quality";
import type pg from "pg";
import type { Runner } from "./judge/runner.ts";

/** Of contracts that name no schedule. */
const USUAL_SECONDS = 300;
const RUN_MS = 10 * 60_000;
const DAY_MS = 86_400_000;
const KEPT_DAYS = 365;
const EVENTS_KEPT_DAYS = 7;

/** One job a contract, by its schedule in its time zone, and the upkeep of what they leave behind. */
export function qualityJobs(pool: pg.Pool, contracts: readonly Contract[], runner: Runner): JobDefinition[] {
  return [...contracts.map((contract) => judgeJob(contract, runner)), upkeepJob(pool)];
}

function judgeJob(contract: Contract, runner: Runner): JobDefinition {
  const { id, schedule: cron, timeZone } = contract;
  return {
    name: `quality/${id}`,
    schedule: cron === null ? { everySeconds: USUAL_SECONDS } : { cron, timeZone },
    timeoutMs: RUN_MS,
    // A dataset is judged as it is now: one run stands for all that were missed.
    catchUp: "last",
    overlap: "skip",
    run: (signal, context) =>
      runner.run(contract, {
        cause: "schedule",
        signal,
        holdLease: (client) => context.holdLease(client),
      }),
  };
}

function upkeepJob(pool: pg.Pool): JobDefinition {
  return {
    name: "quality/upkeep",
    schedule: { everySeconds: 86_400 },
    timeoutMs: RUN_MS,
    catchUp: "last",
    overlap: "skip",
    async run() {
      const before = (days: number) => new Date(Date.now() - days * DAY_MS);
      await pruneQuality(pool, { runsBefore: before(KEPT_DAYS), eventsBefore: before(EVENTS_KEPT_DAYS) });
    },
  };
}
