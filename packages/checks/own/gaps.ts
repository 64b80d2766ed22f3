import type { SpecOf } from "../contract/check-spec.ts";
import { calendarUnknown } from "../plan/calendar-unknown.ts";
import { boundType } from "../plan/column-type.ts";
import type { Partition, Scope } from "../plan/scope.ts";
import { dayOf, rowsOfContract, timeWithin, tableOf, where } from "../plan/where.ts";
import { allOf, column, identifier, sql, value, type Fragment } from "../sql/fragment.ts";
import { evidenceOutcome, withEvidence } from "./evidence.ts";
import { barsOf, dueDays, nothingDue } from "./due-slots.ts";
import type { OwnQuery } from "./own-query-type.ts";

/** Sessions before a partition in which a symbol must have been seen to be expected, where there is no listing. */
const SEEN_SESSIONS = 5;
/** Bars a symbol that one run looks at: a month of minutes. */
const MOST_SLOTS = 8_000;

/** Rows that should be there: every listed symbol on every session that is due, less its suspensions. */
export function gapQuery(spec: SpecOf<"gaps">, scope: Scope): OwnQuery {
  const days = dueDays(spec, scope);
  if (days === "unknown") return { outcome: calendarUnknown(scope) };
  const slots = spec.barMinutes === undefined ? [...days] : barsOf(spec, spec.barMinutes, scope, days);
  if (slots.length === 0) return { outcome: nothingDue(scope) };
  if (slots.length > MOST_SLOTS) return { outcome: { verdict: "skipped", reason: "needsPartition" } };
  const range = { from: days[0]!, to: days.at(-1)! };
  const isBar = spec.barMinutes !== undefined;
  const query = sql`WITH slots(slot) AS (SELECT unnest(${value(slots, isBar ? "timestamptz[]" : "date[]")})),
listed AS (${listedSymbols(spec, scope, range)}),
expected AS (
  SELECT listed.symbol, slots.slot FROM listed CROSS JOIN slots
  WHERE ${allOf([...withinListing(isBar, scope), ...notSuspended(spec, scope, isBar)])}),
present AS (
  SELECT DISTINCT ${column(scope.contract.symbol!)}::text AS symbol, ${isBar ? instantOf(scope) : dayOf(scope)} AS slot
  FROM ${tableOf(scope)} AS t${where([...rowsOfContract(scope), timeWithin(scope, column(scope.contract.time!.name), range)])}),
missing AS (
  SELECT expected.symbol, expected.slot::text AS missing FROM expected
  LEFT JOIN present ON present.symbol = expected.symbol AND present.slot = expected.slot
  WHERE present.symbol IS NULL)
${withEvidence(sql`missing`, sql`(SELECT count(*) FROM expected)`, sql`symbol, missing`)}`;
  return {
    query,
    reads: "symbol and time of the rows of the run, and the listing",
    decide: (row) => evidenceOutcome(row, "gaps"),
  };
}

function listedSymbols({ listing }: SpecOf<"gaps">, scope: Scope, range: Partition): Fragment {
  if (listing === undefined) return seenSymbols(scope, range);
  const only = Object.entries(listing.only ?? {}).map(
    ([name, entry]) => sql`l.${identifier(name)}::text = ${value(String(entry), "text")}`,
  );
  const date = (name: string | undefined) =>
    name === undefined ? sql`NULL::date` : sql`l.${identifier(name)}::date`;
  return sql`
  SELECT l.${identifier(listing.symbol)}::text AS symbol, ${date(listing.listed)} AS first, ${date(listing.delisted)} AS last
  FROM ${identifier(scope.contract.schema, listing.table)} AS l${where(only)}`;
}

/** Without a listing a symbol is expected from its first row on: of the run, or of the sessions just before it. */
function seenSymbols(scope: Scope, range: Partition): Fragment {
  const { symbol, time } = scope.contract;
  let from = range.from;
  for (let session = 0; scope.partition !== undefined && session < SEEN_SESSIONS; session++) {
    const earlier = scope.calendar.previousTradingDay(from);
    if (earlier !== undefined) from = earlier;
  }
  const seen = [...rowsOfContract(scope), timeWithin(scope, column(time!.name), { from, to: range.to })];
  return sql`
  SELECT ${column(symbol!)}::text AS symbol, min(${dayOf(scope)}) AS first, NULL::date AS last
  FROM ${tableOf(scope)} AS t${where(seen)}
  GROUP BY ${column(symbol!)}`;
}

function slotDay(isBar: boolean, { contract }: Scope): Fragment {
  return isBar ? sql`(slots.slot AT TIME ZONE ${value(contract.timeZone, "text")})::date` : sql`slots.slot`;
}

function withinListing(isBar: boolean, scope: Scope): Fragment[] {
  const day = slotDay(isBar, scope);
  return [
    sql`(listed.first IS NULL OR ${day} >= listed.first)`,
    sql`(listed.last IS NULL OR ${day} <= listed.last)`,
  ];
}

function notSuspended({ suspensions }: SpecOf<"gaps">, scope: Scope, isBar: boolean): Fragment[] {
  if (suspensions === undefined) return [];
  const { table, symbol, from, to } = suspensions;
  const day = slotDay(isBar, scope);
  const until =
    to === undefined
      ? sql`${day} = s.${identifier(from)}::date`
      : sql`${day} >= s.${identifier(from)}::date AND (s.${identifier(to)} IS NULL OR ${day} <= s.${identifier(to)}::date)`;
  return [
    sql`NOT EXISTS (SELECT 1 FROM ${identifier(scope.contract.schema, table)} AS s
      WHERE s.${identifier(symbol)}::text = listed.symbol AND ${until})`,
  ];
}

function instantOf(scope: Scope): Fragment {
  const { name } = scope.contract.time!;
  return boundType(scope.typeOf(name) ?? "") === "timestamptz"
    ? column(name)
    : sql`(${column(name)} AT TIME ZONE ${value(scope.contract.timeZone, "text")})`;
}
