import type { CheckResult } from "@mystocks/checks";
import type { QualityEvent, QualityProblem, QualityVerdict } from "@mystocks/events";
import { inTransaction } from "@mystocks/store";
import {
  insertQualityEvent,
  insertQualityResults,
  insertQualityRun,
  insertQualitySamples,
  readDatasetStates,
  saveQualityStates,
  takeDataset,
  type DatasetIdentity,
} from "@mystocks/store/quality";
import type pg from "pg";
import { failedRows } from "./failed-rows.ts";

/** What a run found, of a contract or of a loader. */
export interface FoundRun {
  identity: DatasetIdentity;
  origin: "contract" | "service";
  /** The same for every delivery of one figure of a loader. */
  originKey: string | null;
  cause: string;
  startedAt: Date;
  durationMs: number;
  statements: number;
  fingerprint: string;
  results: readonly (CheckResult & { problem: QualityProblem })[];
}

/** Results, samples, states and the event that tells of them, in one transaction. A loader's run that is known stays one. */
export async function recordRun(
  pool: pg.Pool,
  run: FoundRun,
  holdLease?: (client: pg.ClientBase) => Promise<void>,
): Promise<QualityEvent> {
  return inTransaction(pool, async (client) => {
    await holdLease?.(client);
    const dataset = await takeDataset(client, run.identity);
    const { datasetId } = dataset;
    const runId = await insertQualityRun(client, { ...run, datasetId });
    await insertQualityResults(client, runId, run.results.map(resultRow));
    await insertQualitySamples(client, runId, failedRows(run.results));
    const before = await readDatasetStates(client, datasetId, run.origin);
    const event = eventOf(run, { ...dataset, runId }, new Map(before.map((state) => [state.checkId, state])));
    const at = { datasetId, origin: run.origin, runId, atMs: event.atMs };
    await saveQualityStates(client, at, event.checks);
    await insertQualityEvent(client, event);
    return event;
  });
}

type Before = ReadonlyMap<string, { verdict: string; sinceMs: number }>;

function eventOf(
  { origin, cause, startedAt, durationMs, results }: FoundRun,
  numbered: DatasetIdentity & { datasetId: number; sequence: number; runId: string },
  before: Before,
): QualityEvent {
  const atMs = startedAt.getTime();
  const changes = results.flatMap(({ checkId, verdict }) => {
    const from = (before.get(checkId)?.verdict ?? "unknown") as QualityVerdict;
    return from === verdict ? [] : [{ checkId, from, to: verdict }];
  });
  const checks = results.map((result) => {
    const { checkId, kind, problem, verdict, unit, bound, failedRows: failed, totalRows, why } = result;
    const held = before.get(checkId);
    const sinceMs = held?.verdict === verdict ? held.sinceMs : atMs;
    // JSON has no NaN and no infinity.
    const value = Number.isFinite(result.value) ? result.value : null;
    return {
      checkId,
      kind,
      problem,
      verdict,
      sinceMs,
      value,
      unit,
      bound,
      failedRows: failed,
      totalRows,
      why,
    };
  });
  return { ...numbered, origin, cause, atMs, durationMs, checks, changes };
}

function resultRow(result: FoundRun["results"][number]) {
  const { checkId, kind, verdict, bound, failedRows: failed, totalRows, reason, why } = result;
  const { unit, columns, dimension, problem, duplicates, sampleError } = result;
  return {
    checkId,
    kind,
    verdict,
    value: Number.isFinite(result.value) ? result.value : null,
    bound,
    failedRows: failed,
    totalRows,
    reason,
    whyEn: why.en,
    whyZh: why.zh,
    details: { unit, columns, dimension, problem, duplicates, sampleError },
  };
}
