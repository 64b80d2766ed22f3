import type { Check, Contract } from "../contract/contract.ts";
import { planTdengine } from "../tdengine/plan-tdengine.ts";
import { alias, list, sql, type Fragment } from "../sql/fragment.ts";
import { renderPostgres } from "../sql/postgres.ts";
import { rowRule } from "../rows/row-rules.ts";
import { calendarUnknown } from "./calendar-unknown.ts";
import { decidedBefore } from "./decided-before.ts";
import { ownQuery } from "../own/own-query.ts";
import type { Plan, PlannedCheck, Statement } from "./plan.ts";
import { scanMeasure, type ScanMeasure } from "./scan-measure.ts";
import { Scope, type RunOptions } from "./scope.ts";
import { seriesRule, seriesRows } from "../series/series.ts";
import type { TableFacts } from "./table-facts.ts";
import { rowsOfRun, tableOf, where } from "./where.ts";

/**
 * What to ask the database for one run: one aggregate scan for all that can be decided by it, one query for each key that
 * no index proves unique, one for checks along a symbol's series, and one for each check that is a question of its own.
 * `facts` undefined means that the table is not there.
 */
export function planRun(contract: Contract, facts: TableFacts | undefined, options: RunOptions): Plan {
  const scope = new Scope(contract, facts ?? EMPTY, options);
  if (facts === undefined) return withoutTable(scope);
  if (contract.dialect === "tdengine") return planTdengine(scope);
  const builder = new PlanBuilder(scope);
  for (const check of contract.checks) builder.add(check);
  return builder.plan();
}

const EMPTY: TableFacts = { kind: "table", inherited: false, estimatedRows: -1, columns: [], indexes: [] };

function withoutTable(scope: Scope): Plan {
  const { schema, table, checks } = scope.contract;
  const params = { table: `${schema}.${table}` };
  return {
    scope,
    statements: [],
    checks: checks.map((check) => {
      const verdict = check.spec.kind === "schema" ? "fail" : "error";
      return { check, by: "facts", outcome: { verdict, reason: "tableGone", params } };
    }),
  };
}

class PlanBuilder {
  readonly #scope: Scope;
  readonly #scan: Fragment[] = [];
  readonly #series: Fragment[] = [];
  readonly #checks: PlannedCheck[] = [];
  readonly #own: Statement[] = [];

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  add(check: Check): void {
    const decided = decidedBefore(check, this.#scope);
    this.#checks.push(decided ?? this.#asked(check));
  }

  plan(): Plan {
    const scan = this.#statement("scan", scanText(this.#scope, this.#scan), "the rows of the run once");
    const statements = [scan];
    if (this.#series.length > 0)
      statements.push(
        this.#statement(
          "series",
          seriesText(this.#scope, this.#series),
          "the rows of the run, sorted by symbol and time",
        ),
      );
    return { scope: this.#scope, statements: [...statements, ...this.#own], checks: this.#checks };
  }

  #statement(name: string, fragment: Fragment, reads: string): Statement {
    const checks = this.#checks.filter((planned) => planned.by !== "facts" && planned.statement === name);
    return { name, ...renderPostgres(fragment), reads, checks: checks.map(({ check }) => check.id) };
  }

  #asked(check: Check): PlannedCheck {
    const { spec } = check;
    const rule = rowRule(spec, this.#scope);
    if (rule === "unknown days") return { check, by: "facts", outcome: calendarUnknown(this.#scope) };
    if (rule !== undefined) return this.#counted(check, rule, "scan");
    const series = seriesRule(spec, this.#scope);
    if (series !== undefined) return this.#counted(check, series, "series");
    const measure = scanMeasure(check, this.#scope);
    return measure === undefined ? this.#alone(check) : this.#measured(check, measure);
  }

  #counted(check: Check, failing: Fragment, statement: "scan" | "series"): PlannedCheck {
    const aggregates = statement === "scan" ? this.#scan : this.#series;
    // Series conditions hold window functions, which come to a FILTER as columns of a subquery.
    const index = aggregates.push(statement === "scan" ? filtered(failing) : failing) - 1;
    return {
      check,
      by: "rows",
      statement,
      failed: `c${index}`,
      total: "rows",
      failing,
      series: statement === "series",
    };
  }

  #measured(check: Check, { aggregate, decide }: ScanMeasure): PlannedCheck {
    const name = `c${this.#scan.push(aggregate) - 1}`;
    return { check, by: "statement", statement: "scan", decide: (row) => decide(row[name]) };
  }

  #alone(check: Check): PlannedCheck {
    const name = `${check.spec.kind}-${this.#own.length + 1}`;
    const own = ownQuery(check, this.#scope);
    if ("outcome" in own) return { check, by: "facts", outcome: own.outcome };
    const { query, reads, decide } = own;
    this.#own.push({ name, ...renderPostgres(query), checks: [check.id], reads });
    return { check, by: "statement", statement: name, decide };
  }
}

const filtered = (failing: Fragment): Fragment => sql`count(*) FILTER (WHERE ${failing})`;

function scanText(scope: Scope, aggregates: readonly Fragment[]): Fragment {
  const columns = [
    sql`count(*) AS rows`,
    ...aggregates.map((part, index) => sql`${part} AS ${alias("c", index)}`),
  ];
  return sql`SELECT ${list(columns)}\nFROM ${tableOf(scope)} AS t${where(rowsOfRun(scope))}`;
}

function seriesText(scope: Scope, conditions: readonly Fragment[]): Fragment {
  const counts = conditions.map(
    (_, index) => sql`count(*) FILTER (WHERE t.${alias("g", index)}) AS ${alias("c", index)}`,
  );
  return sql`SELECT ${list([sql`count(*) AS rows`, ...counts])}\nFROM (${seriesRows(scope, conditions)}) AS t`;
}
