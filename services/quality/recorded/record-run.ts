import type { CheckResult } from "@mystocks/checks";
import type { QualityEvent, QualityProblem, QualityVerdict } from "@mystocks/events";
import { inTransaction } from "@mystocks/store";
import {
  holdDataset,
  insertQualityEvent,
  insertQualityResults,
  insertQualityRun,
  insertQualitySamples,
  readDatasetStates,
  saveQualityDay,
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
  /** The trading day judged, or of the whole table the local day on which it ran. */
  day: string;
  /** False for a past day judged again: states stay, and nobody is told. */
  isCurrent: boolean;
  /** The day was over when it was judged. */
  isBackfill: boolean;
  asked: { by: string; why: string } | null;
  results: readonly (CheckResult & { problem: QualityProblem })[];
}

/**
 * Results, samples and the day's verdicts; and of a run that says what the dataset is now the states and the event that
 * tells of them. One transaction. A loader's run that is known stays one. Returns the run's number.
 */
export async function recordRun(
  pool: pg.Pool,
  run: FoundRun,
  holdLease?: (client: pg.ClientBase) => Promise<void>,
): Promise<string> {
  return inTransaction(pool, async (client) => {
    await holdLease?.(client);
    const dataset = await (run.isCurrent ? takeDataset : holdDataset)(client, run.identity);
    const { datasetId } = dataset;
    const { day, isBackfill, fingerprint } = run;
    const runId = await insertQualityRun(client, { ...run, datasetId });
    const found = { runId, origin: run.origin };
    await insertQualityResults(client, found, run.results.map(resultRow));
    await insertQualitySamples(client, found, failedRows(run.results));
    const atMs = run.startedAt.getTime();
    await saveQualityDay(
      client,
      { datasetId, day, runId, atMs, isBackfill, fingerprint },
      run.results.map(dayCheck),
    );
    if (run.isCurrent) await tell(client, run, { ...dataset, runId });
    return runId;
  });
}

async function tell(
  client: pg.ClientBase,
  run: FoundRun,
  numbered: DatasetIdentity & { datasetId: number; sequence: number; runId: string },
): Promise<void> {
  const { datasetId, runId } = numbered;
  const before = await readDatasetStates(client, datasetId, run.origin);
  const event = eventOf(run, numbered, new Map(before.map((state) => [state.checkId, state])));
  await saveQualityStates(client, { datasetId, origin: run.origin, runId, atMs: event.atMs }, event.checks);
  await insertQualityEvent(client, event);
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
    const value = finite(result.value);
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

/** A figure that later days are compared with is kept also where there are too few days yet to compare. */
function dayCheck({ checkId, kind, verdict, value, totalRows, reason }: FoundRun["results"][number]) {
  const total = Number(reason.params["total"] ?? reason.params["rows"] ?? totalRows ?? Number.NaN);
  const measured = kind === "rowCountChange" || kind === "volumeAnomaly" ? finite(total) : null;
  return { checkId, verdict, value: finite(value), measured };
}

/** JSON has no NaN and no infinity. */
const finite = (value: number | null) => (Number.isFinite(value) ? value : null);

function resultRow(result: FoundRun["results"][number]) {
  const { checkId, kind, verdict, bound, failedRows: failed, totalRows, reason, why } = result;
  const { unit, columns, dimension, problem, duplicates, sampleError } = result;
  return {
    checkId,
    kind,
    verdict,
    value: finite(result.value),
    bound,
    failedRows: failed,
    totalRows,
    reason,
    whyEn: why.en,
    whyZh: why.zh,
    details: { unit, columns, dimension, problem, duplicates, sampleError },
  };
}
