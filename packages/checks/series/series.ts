import type { CheckKind, CheckSpec, SpecOf } from "../contract/check-spec.ts";
import type { Partition, Scope } from "../plan/scope.ts";
import { rowsOfContract, rowsOfPartition, timeWithin, tableOf, where } from "../plan/where.ts";
import { alias, allOf, column, identifier, list, sql, value, type Fragment } from "../sql/fragment.ts";
import { adjustedCloseBefore, before } from "./close-before.ts";
import { priceLimitRows } from "./price-limit.ts";

/** Sessions before the partition that are read too, so that its first rows have one to be compared with. */
const LOOKBACK_SESSIONS = 30;

const RULES: { [Kind in CheckKind]?: (spec: SpecOf<Kind>, scope: Scope) => Fragment } = {
  previousClose: brokenContinuity,
  adjustFactor: ({ column: name }) => sql`(${column(name)} <= 0 OR ${column(name)} < ${before(name)})`,
  jump: jumps,
  stale: repeats,
  priceLimit: priceLimitRows,
};

/**
 * The failing rows of a check that compares rows of one symbol in time, as a condition with window functions over `w`;
 * undefined for other checks.
 */
export function seriesRule(spec: CheckSpec, scope: Scope): Fragment | undefined {
  return RULES[spec.kind]?.(spec as never, scope);
}

function brokenContinuity({
  close,
  previousClose,
  adjustFactor,
  tolerance,
}: SpecOf<"previousClose">): Fragment {
  const expected = adjustedCloseBefore(close, adjustFactor);
  return sql`abs(${column(previousClose)}::numeric - ${expected}) > ${value(tolerance, "numeric")}`;
}

/** A corporate action moves price and factor together, so their product does not jump. */
function jumps({ column: name, adjustFactor, atMost }: SpecOf<"jump">): Fragment {
  const usual = sql`nullif(${adjustedCloseBefore(name, adjustFactor)}, 0)`;
  return sql`abs(${column(name)}::numeric / ${usual} - 1) > ${value(atMost, "numeric")}`;
}

/** The n-th equal value in a row and those after it; a day without trading is no evidence. */
function repeats({ column: name, volume, rows }: SpecOf<"stale">): Fragment {
  const frame = sql`OVER (w ROWS BETWEEN ${value(rows - 1, "bigint")} PRECEDING AND CURRENT ROW)`;
  return allOf([
    sql`count(${column(name)}) ${frame} = ${value(rows, "bigint")}`,
    sql`min(${column(name)}) ${frame} = max(${column(name)}) ${frame}`,
    ...(volume === undefined ? [] : [sql`min(${column(volume)}) ${frame} > 0`]),
  ]);
}

/** Rows of the run, with `g0`, `g1`, … for the conditions that they meet. */
export function seriesRows(scope: Scope, conditions: readonly Fragment[]): Fragment {
  const { symbol, time, columns } = scope.contract;
  const kept = columns.filter(({ name }) => scope.typeOf(name) !== undefined);
  const names = kept.map(({ name }) => column(name));
  const marks = conditions.map((condition, index) => sql`${condition} AS ${alias("g", index)}`);
  const wide = sql`SELECT ${list([...names, ...marks])}
  FROM ${tableOf(scope)} AS t${listingJoin(scope)}${where([...rowsOfContract(scope), ...rowsOfPartition(scope, withLookback(scope))])}
  WINDOW w AS (PARTITION BY ${column(symbol!)} ORDER BY ${column(time!.name)})`;
  if (scope.partition === undefined) return wide;
  return sql`SELECT * FROM (${wide}) AS t WHERE ${timeWithin(scope, column(time!.name), scope.partition)}`;
}

function withLookback({ calendar, partition }: Scope): Partition | undefined {
  if (partition === undefined) return undefined;
  let from = partition.from;
  for (let session = 0; session < LOOKBACK_SESSIONS; session++) {
    const earlier = calendar.previousTradingDay(from);
    if (earlier === undefined) break;
    from = earlier;
  }
  return { from, to: partition.to };
}

/** At most one listing a row, so that a doubled listing does not double rows. */
function listingJoin({ contract }: Scope): Fragment {
  const spec = contract.checks.map((check) => check.spec).find((spec) => spec.kind === "priceLimit");
  if (spec?.kind !== "priceLimit" || spec.listing === undefined) return sql``;
  const { table, symbol } = spec.listing;
  return sql`
  LEFT JOIN LATERAL (SELECT l.* FROM ${identifier(contract.schema, table)} AS l
    WHERE l.${identifier(symbol)} = ${column(contract.symbol!)} LIMIT 1) AS l ON true`;
}
