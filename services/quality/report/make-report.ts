import type { CheckStanding, DayCheck, DatasetStanding } from "@mystocks/store/quality";
import type { QualityReport } from "../contract.ts";
import { countVerdicts, scoreOf, worstVerdict } from "../verdicts.ts";

export interface ReportedDataset {
  standing: DatasetStanding;
  /** What each check found of each day of the range. */
  days: readonly DayCheck[];
  checks: readonly CheckStanding[];
  worstRows: readonly { checks: string[]; row: Record<string, string | null> }[];
}

export interface ReportRange {
  from: string;
  to: string;
  madeAt: Date;
}

type Report = QualityReport["datasets"][number];

/** Datasets of the range, the worst first; a check that was not judged in it is not in its score. */
export function makeReport(
  datasets: readonly ReportedDataset[],
  { from, to, madeAt }: ReportRange,
): QualityReport {
  const reported = datasets.map(reportDataset);
  return {
    from,
    to,
    madeAt: madeAt.toISOString(),
    score: scoreOf(datasets.flatMap(({ days }) => days.map(({ verdict }) => verdict))),
    datasets: reported.sort(
      (a, b) => (a.score ?? 101) - (b.score ?? 101) || (a.dataset < b.dataset ? -1 : 1),
    ),
  };
}

function reportDataset({ standing, days, checks, worstRows }: ReportedDataset): Report {
  const { dataset, server, classification, owner } = standing;
  const verdicts = days.map(({ verdict }) => verdict);
  const byDay = Map.groupBy(days, ({ day }) => day);
  return {
    dataset,
    database: server,
    classification,
    owner,
    score: scoreOf(verdicts),
    verdict: worstVerdict(countVerdicts(newestOf(days))),
    checks: [...Map.groupBy(days, ({ checkId }) => checkId)].map(([check, found]) =>
      reportCheck(check, found, checks),
    ),
    trend: [...byDay].map(([day, found]) => {
      const ofDay = found.map(({ verdict }) => verdict);
      return { day, score: scoreOf(ofDay), verdict: worstVerdict(countVerdicts(ofDay)) };
    }),
    worstRows: [...worstRows],
  };
}

function reportCheck(
  check: string,
  found: readonly DayCheck[],
  standings: readonly CheckStanding[],
): Report["checks"][number] {
  const standing = standings.find(({ checkId }) => checkId === check);
  const newest = found.at(-1)!;
  const judged = found.filter(({ verdict }) => verdict !== "skipped" && verdict !== "unknown");
  return {
    check,
    kind: standing?.kind ?? null,
    verdict: newest.verdict as Report["verdict"],
    worst: worstVerdict(countVerdicts(found.map(({ worst }) => worst))),
    passed: judged.filter(({ verdict }) => verdict === "pass").length,
    judged: judged.length,
    why: standing?.runId === newest.runId ? standing.why : null,
  };
}

/** Days come in order, so the last of a check is its newest. */
function newestOf(days: readonly DayCheck[]): string[] {
  return [...new Map(days.map(({ checkId, verdict }) => [checkId, verdict])).values()];
}
