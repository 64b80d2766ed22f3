import type { Check } from "../contract/contract.ts";
import type { CheckKind } from "../contract/check-spec.ts";
import { emptyOutcome, notDue } from "../plan/empty.ts";
import type { Plan, PlannedCheck, Results } from "../plan/plan.ts";
import { keyColumns } from "../plan/failed-checks.ts";
import type { Scope } from "../plan/scope.ts";
import type { CheckResult, FailedRow } from "./check-result.ts";
import { countsOf } from "./counts.ts";
import type { Outcome } from "./outcome.ts";
import { why, type ReasonCode, type ReasonParams } from "./reasons.ts";
import { sampledRows } from "./sampled-rows.ts";
import { boundText, heldAgainst } from "./verdict.ts";

/**
 * Verdicts for every check of the plan, in the contract's order. A check whose statement failed or is missing is an
 * `error`, never a pass. Samples are read from the results of `planSamples`, if they are there.
 */
export function judge(plan: Plan, results: Results): CheckResult[] {
  const samples = sampledRows(plan, results);
  const total = tableRows(results);
  return plan.checks.map((planned) => {
    const outcome = outcomeOf(planned, plan.scope, results);
    const result = judged(planned.check, outcome, plan.scope, total);
    const failed = samples.get(planned.check.id) ?? ownRows(planned.check, outcome, plan.scope);
    if (result.verdict === "pass") return result;
    return { ...result, failed, sampleError: sampleErrorOf(planned, results) };
  });
}

/** What is said of a check of which there is no run. */
export function neverRun({ id, spec, columns, dimension, unit }: Check): CheckResult {
  return {
    ...blank({ id, spec, columns, unit, ...(dimension === undefined ? {} : { dimension }) }),
    verdict: "unknown",
    reason: { code: "neverRun", params: {} },
    why: why("neverRun", {}),
  };
}

function outcomeOf(planned: PlannedCheck, scope: Scope, results: Results): Outcome {
  if (planned.by === "facts") return planned.outcome;
  const result = results[planned.statement];
  if (result === undefined) return { verdict: "error", reason: "notRun" };
  if ("error" in result)
    return { verdict: "error", reason: "statementFailed", params: { error: result.error } };
  const row = result.rows[0];
  if (row === undefined) return { verdict: "error", reason: "noValue" };
  if (planned.by === "statement") return planned.decide(row, result.rows);
  const { failed, total } = countsOf(planned, results)!;
  if (total === 0) return nothingToJudge(planned.check, scope);
  return {
    measured: failed,
    failedRows: failed,
    totalRows: total,
    reason: REASON_OF[planned.check.spec.kind] ?? "invalid",
  };
}

function sampleErrorOf(planned: PlannedCheck, results: Results): string | null {
  const result = planned.by === "rows" ? results[`${planned.statement}-sample`] : undefined;
  return result !== undefined && "error" in result ? result.error : null;
}

const REASON_OF: Partial<Record<CheckKind, ReasonCode>> = {
  nullValues: "nulls",
  missingValues: "nulls",
  completeness: "missing",
  finite: "notFinite",
  future: "future",
  retention: "expired",
  ohlc: "brokenBars",
  volume: "wrongVolume",
  tickSize: "offTick",
  compare: "compare",
  reference: "reference",
  closedDays: "closedDays",
  sessions: "sessions",
  previousClose: "previousClose",
  adjustFactor: "adjustFactor",
  jump: "jump",
  stale: "stale",
  priceLimit: "priceLimit",
};

/** No rows hold no wrong values; that they are missing is for the checks that count them to say. */
function nothingToJudge({ spec }: Check, scope: Scope): Outcome {
  return spec.kind === "completeness"
    ? emptyOutcome(scope)
    : { verdict: "skipped", reason: "noRows", totalRows: 0 };
}

function judged(check: Check, outcome: Outcome, scope: Scope, tableTotal: number | null): CheckResult {
  if ("verdict" in outcome) return decided(check, outcome);
  if (tableTotal === 0 && ["duplicateValues", "nullValues"].includes(check.spec.kind))
    return decided(check, { verdict: "skipped", reason: "noRows", totalRows: 0 });
  const totalRows = outcome.totalRows ?? tableTotal;
  const value = inUnit(outcome.measured, check, totalRows);
  const { verdict, bound } = heldAgainst(value, check.bounds);
  if (verdict !== "pass" && check.spec.kind === "rowCount") {
    const empty = outcome.measured === 0 ? emptyOutcome(scope) : notDue(scope);
    if (empty !== undefined && "verdict" in empty) return { ...decided(check, empty), value, totalRows };
  }
  const params = {
    ...outcome.params,
    ...(outcome.failedRows === undefined ? {} : { failed: outcome.failedRows }),
    ...(outcome.params?.["total"] !== undefined || totalRows === null ? {} : { total: totalRows }),
    columns: check.columns.join(", "),
    value,
  };
  return {
    ...blank(check),
    verdict,
    value,
    bound: bound === undefined ? null : boundText(bound, check.unit),
    failedRows: outcome.failedRows ?? null,
    totalRows,
    reason: { code: outcome.reason, params },
    why: why(outcome.reason, params),
    duplicates: verdict === "pass" ? [] : (outcome.keys ?? []),
  };
}

function decided(check: Check, outcome: Extract<Outcome, { verdict: string }>): CheckResult {
  const params: ReasonParams = { columns: check.columns.join(", "), ...outcome.params };
  return {
    ...blank(check),
    verdict: outcome.verdict,
    totalRows: outcome.totalRows ?? null,
    reason: { code: outcome.reason, params },
    why: why(outcome.reason, params),
  };
}

function blank(check: Pick<Check, "id" | "spec" | "columns" | "unit" | "dimension">): CheckResult {
  return {
    checkId: check.id,
    kind: check.spec.kind,
    columns: check.columns,
    dimension: check.dimension ?? null,
    verdict: "error",
    value: null,
    unit: check.unit,
    bound: null,
    failedRows: null,
    totalRows: null,
    reason: { code: "notRun", params: {} },
    why: why("notRun", {}),
    failed: [],
    sampleError: null,
    duplicates: [],
  };
}

// Already per cent when measured.
const OWN_PERCENT: readonly CheckKind[] = ["rowCountChange"];

function inUnit(measured: number, { unit, spec }: Check, totalRows: number | null): number {
  if (unit !== "percent" || OWN_PERCENT.includes(spec.kind)) return measured;
  return totalRows === null || totalRows === 0 ? Number.NaN : (measured / totalRows) * 100;
}

function tableRows(results: Results): number | null {
  const scan = results["scan"];
  const rows = scan !== undefined && "rows" in scan ? scan.rows[0]?.["rows"] : undefined;
  return rows === undefined ? null : Number(rows);
}

/** Failed rows that a query of its own has brought along. */
function ownRows(check: Check, outcome: Outcome, { contract }: Scope): FailedRow[] {
  if ("verdict" in outcome || outcome.rows === undefined) return [];
  const keys = keyColumns(contract);
  return outcome.rows.map((row) => ({
    key: Object.fromEntries(Object.entries(row).filter(([name]) => keys.includes(name))),
    row,
    checks: [check.id],
  }));
}
