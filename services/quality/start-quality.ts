import { randomUUID } from "node:crypto";
import type { Bus } from "@mystocks/bus";
import { ContractError, type Contract } from "@mystocks/checks";
import { decodeQuality, QUALITY_TOPIC } from "@mystocks/events";
import { FaultLog, MonitorError, type Lifecycle, type Logger, type MetricFamily } from "@mystocks/runtime";
import { startScheduler } from "@mystocks/schedule";
import { QualityBoard } from "@mystocks/store/quality";
import type pg from "pg";
import { findContracts } from "./contracts/find-contracts.ts";
import { Runner } from "./judge/runner.ts";
import { AfterLoad } from "./loads/after-load.ts";
import { readPulses } from "./loads/pulse-reader.ts";
import { qualityFamilies } from "./metric-families.ts";
import { qualityJobs } from "./quality-jobs.ts";
import { qualityPublisher } from "./recorded/publisher.ts";

export interface QualityParts {
  /** Files, folders or patterns. */
  contracts: readonly string[];
  /** Databases of datasets, by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
  statementTimeoutMs: number;
  /** Quality's own connections to the monitoring store. */
  pool: pg.Pool;
  bus: Bus;
  log: Logger;
}

export interface Quality {
  families(): MetricFamily[];
}

const OVERLAP_MS = 60_000;

/** Judges datasets by schedule and after loads, and takes loaders' own figures. Wiring only, in order of need. */
export async function startQuality(parts: QualityParts, life: Lifecycle): Promise<Quality> {
  const { urls, statementTimeoutMs, pool, bus, log } = parts;
  const faults = new FaultLog(log);
  const contracts = await loadContracts(parts.contracts);
  const publisher = qualityPublisher({ pool, bus, faults });
  life.onStop("verdicts' publisher", () => publisher.stop());

  const from = new Date(Date.now() - OVERLAP_MS);
  const board = await QualityBoard.load(pool);
  const isFirst = unjudged(board, contracts);
  const told = await bus.subscribe(QUALITY_TOPIC, { all: true, from }, ({ value }) => {
    board.apply(decodeQuality(value));
  });
  life.onStop("verdicts", () => told.close());

  const onRecorded = () => publisher.wake();
  const runner = new Runner({ pool, urls, statementTimeoutMs, onRecorded, faults });
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
  const afterLoad = new AfterLoad(contracts, judge("load"));
  life.onStop("runs after loads", () => afterLoad.stop());
  const pulses = await readPulses({ pool, bus, afterLoad, onRecorded });
  life.onStop("loaders' figures", () => pulses.close());
  const owner = `quality-${randomUUID()}`;
  startScheduler({ pool, log, owner, jobs: qualityJobs(pool, contracts, runner) }, life);
  publisher.wake();
  // A daily schedule would leave a new dataset unknown until tomorrow.
  void Promise.all(contracts.filter(isFirst).map(judge("first")));
  return { families: () => qualityFamilies(board, runner.stats) };
}

function unjudged(board: QualityBoard, contracts: readonly Contract[]): (contract: Contract) => boolean {
  const judged = new Set(board.gauges().map(({ labels }) => `${labels["dataset"]}/${labels["check"]}`));
  const known = new Set(
    contracts.flatMap(({ id, name, checks }) =>
      checks.every((check) => judged.has(`${name}/${check.id}`)) ? [id] : [],
    ),
  );
  return ({ id }) => !known.has(id);
}

async function loadContracts(patterns: readonly string[]): Promise<Contract[]> {
  const contracts = await findContracts(patterns).catch((cause: unknown) => {
    if (!(cause instanceof ContractError)) throw cause;
    throw new MonitorError("CONFIG_INVALID", `quality.contracts: ${cause.message}`, { cause });
  });
  for (const key of ["id", "name"] as const) {
    const twice = contracts.find((one, at) => contracts.findIndex((other) => other[key] === one[key]) !== at);
    if (twice !== undefined)
      throw new MonitorError("CONFIG_INVALID", `quality.contracts: two have the ${key} "${twice[key]}"`, {
        remedy: `Change it in ${twice.file}, or name the file once.`,
      });
  }
  return contracts;
}
