import type { SpecOf } from "../contract/check-spec.ts";
import { calendarUnknown } from "../plan/calendar-unknown.ts";
import type { Partition, Scope } from "../plan/scope.ts";
import { rowsOfContract, rowsOfPartition, timeWithin, tableOf, where } from "../plan/where.ts";
import { allOf, column, sql, value } from "../sql/fragment.ts";
import { evidenceOutcome, withEvidence } from "./evidence.ts";
import type { OwnQuery } from "./own-query-type.ts";

/**
 * Values far from their symbol's median, measured in median absolute deviations: 0.6745 × |x − median| ÷ MAD. A symbol
 * whose MAD is 0 is not judged: half its values are equal, and any other would be infinitely far.
 */
export function outlierQuery(spec: SpecOf<"outlier">, scope: Scope): OwnQuery {
  const learned = learnedRange(spec, scope);
  if (learned === "unknown") return { outcome: calendarUnknown(scope) };
  const { symbol, time } = scope.contract;
  const found = column(spec.column);
  const change = sql`${found}::float8 / nullif(lag(${found}) OVER w, 0)::float8 - 1`;
  const inside = scope.partition === undefined ? sql`true` : timeWithin(scope, sql`x.time`, scope.partition);
  const query = sql`WITH raw AS (
  SELECT ${column(symbol!)}::text AS symbol, ${column(time!.name)} AS time, ${found}::float8 AS value,
    ${spec.of === "change" ? change : sql`${found}::float8`} AS x
  FROM ${tableOf(scope)} AS t${where([...rowsOfContract(scope), ...rowsOfPartition(scope, learned)])}
  WINDOW w AS (PARTITION BY ${column(symbol!)} ORDER BY ${column(time!.name)})),
x AS (SELECT * FROM raw WHERE x > '-Infinity' AND x < 'Infinity'),
middle AS (
  SELECT symbol, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY x) AS median FROM x GROUP BY symbol),
spread AS (
  SELECT x.symbol, percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(x.x - middle.median)) AS mad
  FROM x JOIN middle ON middle.symbol = x.symbol GROUP BY x.symbol),
far AS (
  SELECT x.symbol, x.time::text AS time, x.value::text AS value,
    round((0.6745 * abs(x.x - middle.median) / spread.mad)::numeric, 2)::text AS score
  FROM x JOIN middle ON middle.symbol = x.symbol JOIN spread ON spread.symbol = x.symbol
  WHERE ${allOf([
    sql`middle.n >= ${value(spec.atLeast, "bigint")}`,
    sql`spread.mad > 0`,
    sql`0.6745 * abs(x.x - middle.median) / spread.mad > ${value(spec.score, "float8")}`,
    inside,
  ])})
${withEvidence(sql`far`, sql`(SELECT count(*) FROM x WHERE ${inside})`, sql`symbol, time`)}`;
  return {
    query,
    reads: `symbol, time and ${spec.column} of the last ${spec.sessions} sessions, twice sorted`,
    decide: (row) => evidenceOutcome(row, "outlier"),
  };
}

/** The sessions that say what is usual: up to the partition, or up to now. */
function learnedRange(
  { sessions }: SpecOf<"outlier">,
  { calendar, partition, today }: Scope,
): Partition | "unknown" {
  const to = partition?.to ?? today;
  const days: readonly string[] | "unknown" = calendar.tradingDays(calendar.firstDay, to);
  if (days === "unknown") return "unknown";
  return { from: days.at(-sessions) ?? days[0] ?? to, to };
}
