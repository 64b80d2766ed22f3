import type { SpecOf } from "../contract/check-spec.ts";
import type { Outcome } from "../judge/outcome.ts";
import { barsOf, dueDays, nothingDue } from "../own/due-slots.ts";
import type { Scope } from "../plan/scope.ts";
import { identifier, sql, type Fragment } from "../sql/fragment.ts";
import { at } from "./conditions.ts";

interface GapStatement {
  query: Fragment;
  reads: string;
  decide: (row: Record<string, unknown>, rows: readonly Record<string, unknown>[]) => Outcome;
}

/** Rows of each sub-table against the bars that were due; a sub-table counts if it was seen in the sessions before. */
export function gapStatement(
  spec: SpecOf<"gaps">,
  scope: Scope,
): GapStatement | { outcome: Outcome } | "unknown" {
  const days = dueDays(spec, scope);
  if (days === "unknown") return "unknown";
  const due = spec.barMinutes === undefined ? days.length : barsOf(spec, spec.barMinutes, scope, days).length;
  if (due === 0) return { outcome: nothingDue(scope) };
  const { schema, table, time } = scope.contract;
  const name = identifier(time!.name);
  const [fromMs, toMs] = [scope.boundsOf(days[0]!).fromMs, scope.boundsOf(days.at(-1)!).toMs];
  // Ten days hold five sessions, and a long holiday too.
  const seenMs = fromMs - 10 * 86_400_000;
  return {
    query: sql`SELECT tbname AS symbol, SUM(CASE WHEN ${name} >= ${at(fromMs)} THEN 1 ELSE 0 END) AS found FROM ${identifier(schema, table)} WHERE ${name} >= ${at(seenMs)} AND ${name} < ${at(toMs)} PARTITION BY tbname`,
    reads: "the times of the run and of the sessions before it",
    decide: (_, rows) => lacking(rows, due),
  };
}

function lacking(rows: readonly Record<string, unknown>[], due: number): Outcome {
  const tables = rows.filter(({ symbol }) => typeof symbol === "string");
  const short = tables.map(({ symbol, found }) => ({
    symbol: symbol as string,
    missing: Math.max(0, due - Number(found)),
  }));
  const failed = short.reduce((sum, { missing }) => sum + missing, 0);
  return {
    measured: failed,
    failedRows: failed,
    totalRows: due * tables.length,
    reason: "gaps",
    rows: short
      .filter(({ missing }) => missing > 0)
      .slice(0, 200)
      .map(({ symbol, missing }) => ({ symbol, missing: String(missing) })),
  };
}
