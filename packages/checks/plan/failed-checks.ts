import { countsOf } from "../judge/counts.ts";
import type { Contract } from "../contract/contract.ts";
import type { Plan, PlannedCheck, Results } from "./plan.ts";
import type { Scope } from "./scope.ts";

/** A row check that failed, and how often. */
export type FailedCheck = Extract<PlannedCheck, { by: "rows" }> & { count: number };

/** Failed row checks of a scan, the rarest failure first. */
export function failedChecks(plan: Plan, results: Results, source: "scan" | "series"): FailedCheck[] {
  return plan.checks
    .flatMap((planned) => {
      if (planned.by !== "rows" || planned.statement !== source) return [];
      const count = countsOf(planned, results)?.failed ?? 0;
      return count > 0 ? [{ ...planned, count }] : [];
    })
    .sort((a, b) => a.count - b.count);
}

export function keyColumns({ key, symbol, time, checks }: Contract): string[] {
  if (key.length > 0) return key;
  const unique = checks.map(({ spec }) => spec).find((spec) => spec.kind === "duplicateValues");
  if (unique?.kind === "duplicateValues") return unique.columns;
  return [symbol, time?.name].filter((name) => name !== null && name !== undefined);
}

/** The contract's columns that the table has, in the contract's order. */
export function sampleColumns(scope: Scope): string[] {
  return scope.contract.columns.map(({ name }) => name).filter((name) => scope.typeOf(name) !== undefined);
}
