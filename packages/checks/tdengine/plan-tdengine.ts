import type { SpecOf } from "../contract/check-spec.ts";
import type { Check } from "../contract/contract.ts";
import type { Outcome } from "../judge/outcome.ts";
import { calendarUnknown } from "../plan/calendar-unknown.ts";
import { decidedBefore } from "../plan/decided-before.ts";
import { freshnessOutcome } from "../plan/freshness.ts";
import type { Plan, PlannedCheck, Statement } from "../plan/plan.ts";
import { scanMeasure } from "../plan/scan-measure.ts";
import type { Scope } from "../plan/scope.ts";
import { alias, allOf, identifier, list, sql, value, type Fragment } from "../sql/fragment.ts";
import { at, tdengineCondition } from "./conditions.ts";
import { gapStatement } from "./gaps.ts";
import { renderTdengine } from "./render.ts";

/** The plan of a super table (or a plain one) in TDengine 3, for its REST interface. Not tried on a live server. */
export function planTdengine(scope: Scope): Plan {
  const scan: Fragment[] = [];
  const own: Statement[] = [];
  const checks = scope.contract.checks.map((check): PlannedCheck => {
    const decided = decidedBefore(check, scope) ?? storedOnce(check);
    if (decided !== undefined) return decided;
    const failing = tdengineCondition(check.spec, scope);
    if (failing !== undefined && !hasPattern(check)) {
      const index = scan.push(counted(failing)) - 1;
      return {
        check,
        by: "rows",
        statement: "scan",
        failed: `c${index}`,
        total: "rows",
        failing,
        series: false,
      };
    }
    return alone(check, scope, scan, own);
  });
  const names = scan.map((part, index) => sql`${part} AS ${alias("c", index)}`);
  const statement: Statement = {
    name: "scan",
    ...renderTdengine(
      sql`SELECT ${list([sql`COUNT(*) AS ${identifier("rows")}`, ...names])} FROM ${tableIn(scope)}${rowsIn(scope)}`,
    ),
    checks: checks.flatMap((planned) =>
      planned.by !== "facts" && planned.statement === "scan" ? [planned.check.id] : [],
    ),
    reads: "the rows of the run once",
  };
  return { scope, statements: [statement, ...own], checks };
}

/** The first column is the key of each sub-table: a second row of its time overwrites the first. */
function storedOnce(check: Check): PlannedCheck | undefined {
  if (check.spec.kind !== "duplicateValues") return undefined;
  return { check, by: "facts", outcome: { measured: 0, failedRows: 0, reason: "storedOnce" } };
}

const counted = (failing: Fragment): Fragment => sql`SUM(CASE WHEN ${failing} THEN 1 ELSE 0 END)`;

const hasPattern = ({ spec }: Check): boolean => spec.kind === "invalidValues" && spec.pattern !== undefined;

function alone(check: Check, scope: Scope, scan: Fragment[], own: Statement[]): PlannedCheck {
  const { spec } = check;
  const ask = (
    query: Fragment,
    reads: string,
    decide: (row: Record<string, unknown>, rows: readonly Record<string, unknown>[]) => Outcome,
  ): PlannedCheck => {
    const name = `${spec.kind}-${own.length + 1}`;
    own.push({ name, ...renderTdengine(query), checks: [check.id], reads });
    return { check, by: "statement", statement: name, decide };
  };
  if (spec.kind === "freshness")
    return ask(newestBar(scope), "the last row", ({ newest }) =>
      freshnessOutcome(scope, typeof newest === "string" ? Date.parse(newest) : undefined),
    );
  if (spec.kind === "invalidValues")
    return ask(unmatched(spec, scope), "a tag", (row) => patternOutcome(row));
  if (spec.kind === "gaps") {
    const gaps = gapStatement(spec, scope);
    if (gaps === "unknown") return { check, by: "facts", outcome: calendarUnknown(scope) };
    return "outcome" in gaps
      ? { check, by: "facts", outcome: gaps.outcome }
      : ask(gaps.query, gaps.reads, gaps.decide);
  }
  const measure = scanMeasure(check, scope)!;
  const name = `c${scan.push(measure.aggregate) - 1}`;
  return { check, by: "statement", statement: "scan", decide: (row) => measure.decide(row[name] ?? 0) };
}

function newestBar(scope: Scope): Fragment {
  const name = identifier(scope.contract.time!.name);
  // LAST is answered from the newest block, where max() would read them all.
  return sql`SELECT LAST(${name}) AS newest FROM ${tableIn(scope)} WHERE ${allOf([...onlyThose(scope), sql`${name} <= ${at(scope.now.getTime() + 5_000)}`])}`;
}

/** NMATCH works on tags and table names only, so it stands alone: on another column it fails without harm to the rest. */
function unmatched({ column, pattern }: SpecOf<"invalidValues">, scope: Scope): Fragment {
  const wrong = sql`${identifier(column)} NMATCH ${value(pattern!)}`;
  return sql`SELECT COUNT(*) AS failed FROM ${tableIn(scope)} WHERE ${allOf([...conditionsIn(scope), wrong])}`;
}

function patternOutcome(row: Record<string, unknown>): Outcome {
  const failed = Number(row["failed"] ?? 0);
  return { measured: failed, failedRows: failed, reason: "invalid" };
}

export const tableIn = ({ contract }: Scope): Fragment => identifier(contract.schema, contract.table);

function onlyThose({ contract }: Scope): Fragment[] {
  return contract.only.map((only) => sql`${identifier(only.column)} = ${value(only.value)}`);
}

function conditionsIn(scope: Scope): Fragment[] {
  const { partition, contract } = scope;
  if (partition === undefined || contract.time === null) return onlyThose(scope);
  const name = identifier(contract.time.name);
  const [from, to] = [scope.boundsOf(partition.from).fromMs, scope.boundsOf(partition.to).toMs];
  return [...onlyThose(scope), sql`${name} >= ${at(from)}`, sql`${name} < ${at(to)}`];
}

export function rowsIn(scope: Scope, ...more: readonly Fragment[]): Fragment {
  const conditions = [...conditionsIn(scope), ...more];
  return conditions.length === 0 ? sql`` : sql` WHERE ${allOf(conditions)}`;
}
