import type { Contract } from "@mystocks/checks";
import { MonitorError, type MonitorConfig } from "@mystocks/runtime";
import { instantsOf, type JobDefinition, type OpenCalendar } from "@mystocks/schedule";
import { insertQualityReport, KEPT_DAYS, pruneQuality } from "@mystocks/store/quality";
import type pg from "pg";
import type { Runner } from "./judge/runner.ts";
import { readReport } from "./report/read-report.ts";

export interface QualityJobsParts {
  pool: pg.Pool;
  contracts: readonly Contract[];
  runner: Runner;
  report: MonitorConfig["quality"]["report"];
  /** Calls of services that the config declares. */
  serviceJobs: readonly JobDefinition[];
}

/** Of contracts that name no schedule. */
const USUAL_SECONDS = 300;
const RUN_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** One job a contract, by its schedule in its time zone, the report, the upkeep of what they leave, and services' calls. */
export function qualityJobs(parts: QualityJobsParts): JobDefinition[] {
  const { contracts, runner, serviceJobs } = parts;
  const judging = contracts.map((contract) => judgeJob(contract, runner));
  return [...judging, reportJob(parts), upkeepJob(parts), ...serviceJobs];
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
    async run(signal, context) {
      const holdLease = (client: pg.ClientBase) => context.holdLease(client);
      await runner.run(contract, { cause: "schedule", signal, holdLease });
    },
  };
}

/** Throws CONFIG_INVALID for a report that nothing can be planned by. */
export function refuseUnplanned({ cron, timeZone }: QualityJobsParts["report"], open: OpenCalendar): void {
  try {
    instantsOf({ cron, timeZone }, open);
  } catch (cause) {
    const { message, remedy } = cause as MonitorError;
    const field = "quality.report";
    throw new MonitorError("CONFIG_INVALID", `${field}: ${message}`, { cause, field, remedy });
  }
}

function reportJob({ pool, report: { cron, timeZone, days } }: QualityJobsParts): JobDefinition {
  return {
    name: "quality/report",
    schedule: { cron, timeZone },
    timeoutMs: RUN_MS,
    catchUp: "last",
    overlap: "skip",
    async run(_, { planned }) {
      const to = new Intl.DateTimeFormat("sv-SE", { timeZone }).format(planned);
      const from = new Date(Date.parse(to) - (days - 1) * DAY_MS).toISOString().slice(0, 10);
      await insertQualityReport(pool, {
        name: "daily",
        report: await readReport(pool, { from, to }, new Date()),
      });
    },
  };
}

function upkeepJob({ pool }: QualityJobsParts): JobDefinition {
  return {
    name: "quality/upkeep",
    schedule: { everySeconds: 86_400 },
    timeoutMs: RUN_MS,
    catchUp: "last",
    overlap: "skip",
    async run() {
      const before = (days: number) => new Date(Date.now() - days * DAY_MS);
      await pruneQuality(pool, {
        runsBefore: before(KEPT_DAYS.contract),
        eventsBefore: before(KEPT_DAYS.service),
      });
    },
  };
}
