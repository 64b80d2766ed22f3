import { lastDays, type Check, type Contract } from "@mystocks/checks";
import type { CheckStanding, DatasetStanding, DayVerdicts } from "@mystocks/store/quality";
import type { Dataset, DayState, QualityCheckView } from "../contract.ts";
import { problemOf } from "../judge/problem-of.ts";
import { worstVerdict } from "../verdicts.ts";
import type { HttpParts } from "./parts.ts";

const DAY_MS = 86_400_000;

export const shownTime = (ms: number): string => new Date(ms).toISOString();
const shownTimeOrNull = (ms: number | null): string | null => (ms === null ? null : shownTime(ms));

/** The last trading days of a dataset, of the calendar's days where only a loader tells of it. */
export function daysOf(
  contract: Contract | undefined,
  count: number,
  { now, calendars }: Pick<HttpParts, "now" | "calendars">,
): string[] {
  if (contract !== undefined) return lastDays(contract, now(), count, calendars);
  return Array.from({ length: count }, (_, back) =>
    shownTime(now().getTime() - (count - 1 - back) * DAY_MS).slice(0, 10),
  );
}

/** A day as it was found, or as one that was never judged. */
export function shownDay(day: string, found: DayVerdicts | undefined): DayState {
  const verdicts = found?.verdicts ?? {};
  return {
    day,
    verdict: worstVerdict(verdicts),
    worst: (found?.worst ?? "unknown") as DayState["worst"],
    verdicts,
    isBackfill: found?.isBackfill ?? false,
    accepted: found?.accepted ?? null,
  };
}

/** A dataset that was never judged has a contract and no standing, one that only loaders tell of the other way. */
export function shownDataset(
  contract: Contract | undefined,
  standing: DatasetStanding | undefined,
  days: readonly DayState[],
): Dataset {
  const judged = standing?.verdicts ?? {};
  const counted = Object.values(judged).reduce((sum, count) => sum + count, 0);
  const unjudged = Math.max(0, (contract?.checks.length ?? 0) - counted);
  const verdicts = unjudged === 0 ? judged : { ...judged, unknown: (judged["unknown"] ?? 0) + unjudged };
  return {
    dataset: contract?.name ?? standing!.dataset,
    table: contract === undefined ? standing!.table : `${contract.schema}.${contract.table}`,
    database: contract?.server ?? standing?.server ?? "",
    classification: contract?.classification ?? standing?.classification ?? "",
    owner: contract?.owner ?? standing?.owner ?? "",
    verdict: worstVerdict(verdicts),
    verdicts,
    judgedAt: shownTimeOrNull(standing?.judgedAtMs ?? null),
    durationMs: standing?.durationMs ?? null,
    freshnessSeconds: standing?.freshnessSeconds ?? null,
    contract:
      contract === undefined
        ? null
        : {
            file: contract.file,
            version: contract.version,
            schedule: contract.schedule,
            calendar: contract.calendar,
          },
    days: [...days],
  };
}

/** A check by its contract, with what the newest run found; the standing alone where a loader told it. */
export function shownCheck(check: Check | undefined, standing: CheckStanding | undefined): QualityCheckView {
  const kind = check?.spec.kind ?? standing!.kind;
  const details = standing?.details;
  return {
    check: check?.id ?? standing!.checkId,
    origin: standing?.origin ?? "contract",
    kind,
    problem: problemOf(kind),
    columns: check?.columns ?? details?.columns ?? [],
    dimension: check?.dimension ?? details?.dimension ?? null,
    description: check?.description ?? null,
    verdict: (standing?.verdict ?? "unknown") as QualityCheckView["verdict"],
    since: shownTimeOrNull(standing?.sinceMs ?? null),
    judgedAt: shownTimeOrNull(standing?.judgedAtMs ?? null),
    run: standing?.runId ?? null,
    value: standing?.value ?? null,
    unit: (check?.unit ?? details?.unit ?? "value") as QualityCheckView["unit"],
    bound: standing?.bound ?? null,
    failedRows: standing?.failedRows ?? null,
    totalRows: standing?.totalRows ?? null,
    why: standing?.why ?? { en: "it has never run", zh: "从未运行" },
  };
}
