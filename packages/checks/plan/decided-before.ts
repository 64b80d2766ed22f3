import type { Check, Contract } from "../contract/contract.ts";
import { provingIndex } from "../own/duplicates.ts";
import type { PlannedCheck } from "./plan.ts";
import { schemaOutcome } from "./schema-drift.ts";
import type { Scope } from "./scope.ts";

/** Verdicts that need no rows: a column that is gone, a unique index, the schema itself. */
export function decidedBefore(check: Check, scope: Scope): PlannedCheck | undefined {
  const { spec, columns } = check;
  const decided = (outcome: Extract<PlannedCheck, { by: "facts" }>["outcome"]): PlannedCheck => ({
    check,
    by: "facts",
    outcome,
  });
  if (spec.kind === "schema") return decided(schemaOutcome(scope));
  const gone = neededColumns(scope.contract, columns).filter((name) => scope.typeOf(name) === undefined);
  if (gone.length > 0)
    return decided({ verdict: "error", reason: "columnGone", params: { columns: gone.join(", ") } });
  if (spec.kind === "duplicateValues") {
    const index = provingIndex(spec.columns, scope);
    if (index !== undefined)
      return decided({ measured: 0, failedRows: 0, reason: "uniqueIndex", params: { index } });
  }
  if (spec.kind === "nullValues" && isProvenThere(spec.column, scope))
    return decided({ measured: 0, failedRows: 0, reason: "notNull" });
  const isPast = scope.partition !== undefined && scope.partition.to < scope.today;
  // A day holds bars of its later hours, but no later days.
  const isDay = spec.kind === "future" && scope.boundTypeOf(spec.column) === "date";
  if (isDay && scope.partition?.to === scope.today) return decided({ verdict: "skipped", reason: "notNow" });
  return isPast && (spec.kind === "freshness" || spec.kind === "future")
    ? decided({ verdict: "skipped", reason: "notNow" })
    : undefined;
}

/** A check needs its own columns and those that say which rows the run is about. */
function neededColumns({ only, time }: Contract, columns: readonly string[]): string[] {
  return [
    ...new Set([...columns, ...only.map(({ column }) => column), ...(time === null ? [] : [time.name])]),
  ];
}

/** PostgreSQL does not enforce NOT NULL on foreign tables. */
function isProvenThere(column: string, scope: Scope): boolean {
  return ["table", "partitioned"].includes(scope.facts.kind) && !scope.isNullable(column);
}
