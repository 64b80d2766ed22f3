import type { SpecOf } from "../contract/check-spec.ts";
import { FIRST_SESSIONS, PRICE_LIMITS, type Board } from "../market/price-limit-rules.ts";
import type { Scope } from "../plan/scope.ts";
import { dayOf } from "../plan/where.ts";
import { anyOf, allOf, column, identifier, join, sql, value, type Fragment } from "../sql/fragment.ts";
import { adjustedCloseBefore } from "./close-before.ts";

/**
 * Rows whose high or low is beyond what the exchange allowed on that day. Decimal throughout, rounded half up to the
 * tick and at least one tick from the base: 10.05 × 1.1 is 11.06. Days before the rules begin, symbols of no known board
 * and the first sessions of a listing are not judged.
 */
export function priceLimitRows(spec: SpecOf<"priceLimit">, scope: Scope): Fragment {
  const base =
    spec.previousClose === undefined
      ? adjustedCloseBefore(spec.close, spec.adjustFactor)
      : sql`${column(spec.previousClose)}::numeric`;
  const percent = percentOf(spec, scope);
  const tick = value(spec.tick, "numeric");
  const toTick = (price: Fragment) => sql`round(${price} / ${tick}) * ${tick}`;
  const up = sql`greatest(${toTick(sql`${base} * (1 + ${percent})`)}, ${base} + ${tick})`;
  const down = sql`least(${toTick(sql`${base} * (1 - ${percent})`)}, ${base} - ${tick})`;
  const beyond = anyOf([
    sql`${column(spec.high)}::numeric > ${up}`,
    sql`${column(spec.low)}::numeric < ${down}`,
  ]);
  // greatest and least skip NULL: without a percentage there would be a limit of one tick.
  return allOf([sql`${percent} IS NOT NULL`, beyond, ...firstSessions(spec, scope)]);
}

function percentOf(spec: SpecOf<"priceLimit">, scope: Scope): Fragment {
  const board = boardOf(spec, scope);
  const warned = riskWarned(spec);
  const day = dayOf(scope);
  const cases = PRICE_LIMITS.map((rule) =>
    whenRule(
      day,
      board,
      rule,
      [rule.riskWarned ? warned : sql`NOT ${warned}`],
      value(rule.percent / 100, "numeric"),
    ),
  );
  return sql`CASE ${join(cases, sql` `)} END`;
}

function whenRule(
  day: Fragment,
  board: Fragment,
  rule: { board: Board; from: string; until?: string },
  also: readonly Fragment[],
  then: Fragment,
): Fragment {
  const conditions = [
    sql`${board} = ${value(rule.board, "text")}`,
    sql`${day} >= ${value(rule.from, "date")}`,
    ...(rule.until === undefined ? [] : [sql`${day} < ${value(rule.until, "date")}`]),
    ...also,
  ];
  return sql`WHEN ${allOf(conditions)} THEN ${then}`;
}

const SYMBOL_PREFIXES: readonly [string, Board][] = [
  ["^(600|601|603|605|000|001|002|003)", "main"],
  ["^(300|301|302)", "chinext"],
  ["^(688|689)", "star"],
  ["^(4|8|920)", "bse"],
];

/** Spellings of boards that platforms use. */
const BOARD_NAMES: readonly [readonly string[], Board][] = [
  [["MAIN", "MAIN_BOARD", "SME", "主板", "中小板"], "main"],
  [["CHINEXT", "GEM", "创业板"], "chinext"],
  [["STAR", "STAR_MARKET", "科创板"], "star"],
  [["BSE", "BJSE", "北交所"], "bse"],
];

function boardOf({ listing }: SpecOf<"priceLimit">, { contract }: Scope): Fragment {
  if (listing?.board !== undefined) {
    const name = sql`upper(l.${identifier(listing.board)}::text)`;
    const cases = BOARD_NAMES.map(
      ([names, board]) =>
        sql`WHEN ${name} = ANY (${value([...names], "text[]")}) THEN ${value(board, "text")}`,
    );
    return sql`CASE ${join(cases, sql` `)} END`;
  }
  const symbol = sql`${column(contract.symbol!)}::text`;
  const cases = SYMBOL_PREFIXES.map(
    ([pattern, board]) => sql`WHEN ${symbol} ~ ${value(pattern, "text")} THEN ${value(board, "text")}`,
  );
  return sql`CASE ${join(cases, sql` `)} END`;
}

/** ST, *ST, SST and S*ST before the name. */
function riskWarned({ listing }: SpecOf<"priceLimit">): Fragment {
  if (listing?.name === undefined) return sql`false`;
  return sql`coalesce(l.${identifier(listing.name)}::text ~ ${value("^[S*]*ST", "text")}, false)`;
}

function firstSessions(spec: SpecOf<"priceLimit">, scope: Scope): Fragment[] {
  const listed = spec.listing?.listed;
  if (listed === undefined) return [];
  const { calendar, today } = scope;
  const last = today < calendar.horizon ? today : calendar.horizon;
  const open = calendar.tradingDays(calendar.firstDay, last);
  const on = sql`l.${identifier(listed)}::date`;
  const board = boardOf(spec, scope);
  const cases = FIRST_SESSIONS.map((rule) => whenRule(on, board, rule, [], value(rule.sessions, "bigint")));
  const free = sql`CASE ${join(cases, sql` `)} ELSE 1 END`;
  const days = value(open === "unknown" ? [] : open, "date[]");
  // Counted only for rows beyond a limit, which are few.
  const since = sql`(SELECT count(*) FROM unnest(${days}) AS d WHERE d BETWEEN ${on} AND ${dayOf(scope)})`;
  return [sql`(${on} IS NULL OR ${dayOf(scope)} - ${on} > 30 OR ${since} > ${free})`];
}
