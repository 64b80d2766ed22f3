import type { Contract } from "@mystocks/checks";
import { readJudgedDatasets } from "@mystocks/store/quality";
import type pg from "pg";
import { recordRun } from "./record-run.ts";

/**
 * Takes back what stands of datasets that no contract is about any more, or is by this name: nobody would judge them
 * again, and what they failed last would fire for ever. Their days, runs and rows are kept.
 */
export async function retireDatasets(pool: pg.Pool, contracts: readonly Contract[]): Promise<void> {
  const gone = await readJudgedDatasets(pool, { except: contracts.map(({ name }) => name) });
  const startedAt = new Date();
  for (const identity of gone)
    await recordRun(pool, {
      identity,
      origin: "contract",
      originKey: null,
      cause: "retired",
      startedAt,
      durationMs: 0,
      statements: 0,
      fingerprint: "",
      day: startedAt.toISOString().slice(0, 10),
      isCurrent: true,
      isBackfill: false,
      asked: null,
      results: [],
    });
}
