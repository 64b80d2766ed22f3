import type { Logger, MonitorConfig } from "@mystocks/runtime";
import { pruneRuns, type JobDefinition } from "@mystocks/schedule";
import { compact, COMPACTION_STEPS, createPartitions, dropExpired } from "@mystocks/store";
import type pg from "pg";

const DAY_MS = 86_400_000;
const LEDGER_DAYS = 90;
const MINUTE_MS = 60_000;

export interface UpkeepParts {
  pool: pg.Pool;
  config: MonitorConfig;
  log: Logger;
}

/** A little after the end of the buckets each step makes, the finer tier first. UTC, with seconds. */
const COMPACTION_CRON: Record<(typeof COMPACTION_STEPS)[number]["tier"], string> = {
  "1s": "8 * * * * *",
  sample_1s: "12 * * * * *",
  "1m": "0 2 * * * *",
  sample_1m: "30 2 * * * *",
  "1h": "0 7 0 * * *",
};

/**
 * What keeps the store in shape: partitions ahead, compaction, retention, the ledger's own. Making and dropping
 * partitions are jobs of their own: in one, a failure of the second undid the first until no partition was left.
 */
export function upkeepJobs({ pool, config, log }: UpkeepParts): JobDefinition[] {
  return [
    upkeep("upkeep/partitions", { everySeconds: 3600 }, () => createPartitions(pool, new Date())),
    upkeep("upkeep/retention", { everySeconds: 900 }, (signal) => retain({ pool, config, log }, signal)),
    upkeep("upkeep/ledger", { everySeconds: 86_400 }, async (signal) => {
      const before = new Date(Date.now() - LEDGER_DAYS * DAY_MS);
      while ((await pruneRuns(pool, before)) > 0) signal.throwIfAborted();
    }),
    ...COMPACTION_STEPS.map((step) =>
      upkeep(
        `upkeep/compact-${step.tier.replace("_", "-")}`,
        { cron: COMPACTION_CRON[step.tier], timeZone: "UTC" },
        async (signal) => {
          await compact(pool, step, new Date(), signal);
        },
      ),
    ),
  ];
}

/** Upkeep does all there is to do: after a while away once is enough. */
function upkeep(
  name: string,
  schedule: JobDefinition["schedule"],
  run: (signal: AbortSignal) => Promise<void>,
): JobDefinition {
  return { name, schedule, run, timeoutMs: 30 * MINUTE_MS, catchUp: "last", overlap: "skip" };
}

async function retain({ pool, config, log }: UpkeepParts, signal: AbortSignal): Promise<void> {
  const { dropped, emptied, waiting } = await dropExpired(pool, {
    retention: config.retention,
    now: new Date(),
    signal,
  });
  if (dropped.length + emptied.length > 0) log.info({ dropped, emptied }, "expired partitions are gone");
  if (waiting.length > 0) log.warn({ waiting }, "expired partitions are still needed");
}
