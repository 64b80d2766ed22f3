import {
  readCheckStandings,
  readDatasetStandings,
  readQualityDayChecks,
  readRunSamples,
  type DayCheck,
  type DatasetStanding,
} from "@mystocks/store/quality";
import type pg from "pg";
import type { QualityReport } from "../contract.ts";
import { makeReport, type ReportedDataset } from "./make-report.ts";

export interface ReportQuestion {
  /** Days, `YYYY-MM-DD`, both included. */
  from: string;
  to: string;
  dataset?: string | undefined;
  classification?: string | undefined;
  database?: string | undefined;
}

const WORST_ROWS = 10;

/** A report as it is now; a dataset that was never judged is not in it. */
export async function readReport(
  pool: pg.Pool,
  question: ReportQuestion,
  madeAt: Date,
): Promise<QualityReport> {
  const standings = (await readDatasetStandings(pool)).filter((standing) => isAskedFor(standing, question));
  const datasets = await Promise.all(standings.map((standing) => readDataset(pool, standing, question)));
  return makeReport(datasets, { ...question, madeAt });
}

function isAskedFor({ dataset, classification, server }: DatasetStanding, question: ReportQuestion): boolean {
  return (
    (question.dataset ?? dataset) === dataset &&
    (question.classification ?? classification) === classification &&
    (question.database ?? server) === server
  );
}

async function readDataset(
  pool: pg.Pool,
  standing: DatasetStanding,
  { from, to }: ReportQuestion,
): Promise<ReportedDataset> {
  const { dataset } = standing;
  const days = await readQualityDayChecks(pool, { dataset, from, to });
  const checks = await readCheckStandings(pool, dataset);
  const told = new Set(checks.flatMap(({ origin, checkId }) => (origin === "service" ? [checkId] : [])));
  return { standing, checks, days, worstRows: await worstRows(pool, days, told) };
}

/**
 * Rows that fail the most checks first, of the contract's run of these days that failed last; of what a loader told only
 * where the contract finds nothing. What was measured stands behind rows of the dataset.
 */
async function worstRows(pool: pg.Pool, days: readonly DayCheck[], told: ReadonlySet<string>) {
  const isTold = ({ checkId }: DayCheck) => Number(told.has(checkId));
  const failing = days.filter(({ verdict }) => verdict === "fail");
  const [newest] = failing.toSorted((a, b) => isTold(a) - isTold(b) || b.judgedAtMs - a.judgedAtMs);
  if (newest === undefined) return [];
  const rows = await readRunSamples(pool, { runId: newest.runId, limit: 1000 });
  const isRow = ({ key }: (typeof rows)[number]) => Number(Object.keys(key).length > 0);
  return rows
    .toSorted((a, b) => isRow(b) - isRow(a) || b.checks.length - a.checks.length)
    .slice(0, WORST_ROWS)
    .map(({ checks: failed, row }) => ({ checks: failed, row }));
}
