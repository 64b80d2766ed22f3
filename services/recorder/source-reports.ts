import type { FaultLog } from "@mystocks/runtime";
import { hostname } from "node:os";
import { reportSources, type SourceStatus } from "@mystocks/store";
import type pg from "pg";
import type { SourceHead } from "./source-head.ts";

export interface SourceReportsParts {
  pool: pg.Pool;
  faults: FaultLog;
  heads: () => SourceHead[];
  statuses: () => SourceStatus[];
}

const EVERY_MS = 1000;
const FAULT = "the state of the sources can't be stored";

/** Tells the store each second how this recorder's sources stand. Returns what ends it. */
export function startSourceReports({ pool, faults, heads, statuses }: SourceReportsParts): () => void {
  const owner = `${hostname()}/${process.pid}`;
  let isBusy = false;
  const report = async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      // One after the other: together they would hold the connections that commits wait for.
      for (const head of heads()) await head.recordPublished();
      await reportSources(pool, owner, statuses());
      faults.healed(FAULT);
    } catch (error) {
      faults.fault(FAULT, error);
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void report(), EVERY_MS);
  return () => clearInterval(timer);
}
