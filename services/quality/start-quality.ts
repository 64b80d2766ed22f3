import { randomUUID } from "node:crypto";
import { calendarBook, type CalendarBook } from "@mystocks/calendar";
import type { Bus } from "@mystocks/bus";
import type { Contract } from "@mystocks/checks";
import { decodeQuality, QUALITY_TOPIC } from "@mystocks/events";
import {
  Authenticator,
  FaultLog,
  reloadFamily,
  type Lifecycle,
  type Logger,
  type MetricFamily,
  type MonitorConfig,
  type ServiceJob,
} from "@mystocks/runtime";
import { createPartitions } from "@mystocks/store";
import { QualityBoard } from "@mystocks/store/quality";
import type { Router } from "express";
import type pg from "pg";
import { ContractsInForce } from "./contracts/contracts-in-force.ts";
import { qualityRouter } from "./http/router.ts";
import { Runner } from "./judge/runner.ts";
import { AfterLoad } from "./loads/after-load.ts";
import { readPulses } from "./loads/pulse-reader.ts";
import { qualityFamilies } from "./metric-families.ts";
import { qualityJobs, refuseUnplanned } from "./quality-jobs.ts";
import { qualityPublisher } from "./recorded/publisher.ts";
import { retireDatasets } from "./recorded/retire-datasets.ts";
import { Scheduled } from "./scheduled.ts";
import { serviceJobs } from "./service-jobs/service-jobs.ts";

type Settings = Pick<MonitorConfig["quality"], "statementTimeoutMs" | "connections" | "report">;

export interface QualityParts extends Settings {
  /** Files, folders or patterns. */
  contracts: readonly string[];
  /** Services that are called by plan; none when left out. */
  serviceJobs?: readonly ServiceJob[];
  /** Databases of datasets, by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
  /** Quality's own connections to the monitoring store. */
  pool: pg.Pool;
  /** The scheduler's, so that runs can't keep its leases from being renewed; those above when left out. */
  jobsPool?: pg.Pool;
  bus: Bus;
  log: Logger;
  /** The shipped ones when left out. */
  calendars?: CalendarBook;
  /** Who may ask; of its own on this store when left out. */
  auth?: Authenticator;
}

export interface Quality {
  /** Its part of the API. */
  router: Router;
  families(): MetricFamily[];
  /** Those of them that tell of its files: rules read them in alerting, wherever that runs. */
  fileFamilies(): MetricFamily[];
  /** Calls these services from now on. Throws CONFIG_INVALID, and then goes on with the former ones. */
  callServices(declared: readonly ServiceJob[]): void;
}

const OVERLAP_MS = 60_000;

/** Judges datasets by schedule, after loads and on demand, and takes loaders' own figures. Wiring only, in order of need. */
export async function startQuality(parts: QualityParts, life: Lifecycle): Promise<Quality> {
  const { urls, statementTimeoutMs, connections, pool, bus, log } = parts;
  const faults = new FaultLog(log);
  const calendars = parts.calendars ?? calendarBook();
  refuseUnplanned(parts.report, calendars.open);
  let calls = serviceJobs(parts.serviceJobs ?? [], calendars.open);
  const publisher = qualityPublisher({ pool, bus, faults });
  life.onStop("verdicts' publisher", () => publisher.stop());

  const from = new Date(Date.now() - OVERLAP_MS);
  // Recorders make them too, but may start later.
  await createPartitions(pool, new Date());
  const board = await QualityBoard.load(pool);
  const told = await bus.subscribe(QUALITY_TOPIC, { all: true, from }, ({ value }) => {
    board.apply(decodeQuality(value));
  });
  life.onStop("verdicts", () => told.close());

  const onRecorded = () => publisher.wake();
  const runner = new Runner({ pool, urls, statementTimeoutMs, connections, calendars, onRecorded, faults });
  const stopping = new AbortController();
  const judge = (cause: "first" | "load") => (contract: Contract) =>
    runner.run(contract, { cause, signal: stopping.signal }).then(
      () => faults.healed("verdicts can't be stored"),
      (error: unknown) => {
        if (!stopping.signal.aborted) faults.fault("verdicts can't be stored", error);
      },
    );
  life.onStop("runs", async () => {
    stopping.abort(new Error("stopping"));
    await runner.idle();
  });

  const contracts = await ContractsInForce.open({ patterns: parts.contracts, calendars, onChange, faults });
  life.onStop("contracts", () => contracts.stop());
  const timeZoneOf = (dataset: string) => contracts.named(dataset)?.timeZone ?? "UTC";
  const afterLoad = new AfterLoad(() => contracts.all, judge("load"));
  life.onStop("runs after loads", () => afterLoad.stop());
  const pulses = await readPulses({ pool, bus, afterLoad, onRecorded, timeZoneOf });
  life.onStop("loaders' figures", () => pulses.close());
  const owner = `quality-${randomUUID()}`;
  const scheduled = new Scheduled({
    pool: parts.jobsPool ?? pool,
    log,
    role: "quality",
    owner,
    calendars: calendars.open,
  });
  life.onStop("quality's jobs", () => scheduled.stop());
  function plan() {
    const { report } = parts;
    const all = qualityJobs({ pool, contracts: contracts.all, runner, report, serviceJobs: calls });
    const fault = "quality's jobs can't be planned";
    void scheduled.replace(all).then(
      () => faults.healed(fault),
      (error: unknown) => faults.fault(fault, error),
    );
  }
  function retire() {
    const fault = "verdicts without a contract can't be taken back";
    void retireDatasets(pool, contracts.all).then(
      () => {
        faults.healed(fault);
        onRecorded();
      },
      (error: unknown) => faults.fault(fault, error),
    );
  }
  function onChange() {
    plan();
    retire();
    // A daily schedule would leave a new dataset unknown until tomorrow.
    void Promise.all(contracts.all.filter(isUnjudged(board)).map(judge("first")));
  }
  onChange();
  publisher.wake();
  const router = qualityRouter({
    pool,
    auth: parts.auth ?? new Authenticator({ pool }),
    contracts,
    runner,
    calendars: calendars.open,
    urls,
    statementTimeoutMs,
    now: () => new Date(),
  });
  const fileFamilies = () => [reloadFamily({ contracts: contracts.problem === undefined })];
  const families = () => [
    ...qualityFamilies(board, runner.stats),
    ...scheduled.families(),
    ...fileFamilies(),
  ];
  const callServices = (declared: readonly ServiceJob[]) => {
    calls = serviceJobs(declared, calendars.open);
    plan();
  };
  return { router, families, fileFamilies, callServices };
}

/** Contracts with a check of which there is no verdict. */
function isUnjudged(board: QualityBoard): (contract: Contract) => boolean {
  const judged = new Set(board.gauges().map(({ labels }) => `${labels["dataset"]}/${labels["check"]}`));
  return ({ name, checks }) => checks.some(({ id }) => !judged.has(`${name}/${id}`));
}
