import type { CheckKind, CheckSpec, SpecOf } from "../contract/check-spec.ts";
import type { Scope } from "../plan/scope.ts";
import { CLOCK_SKEW_MS } from "../rows/days.ts";
import { allOf, anyOf, identifier, sql, value, type Fragment } from "../sql/fragment.ts";

/**
 * Failing rows in TDengine's SQL, which has AND and OR but no NOT, no ANY and no FILTER: what is wrong is said outright.
 */
const CONDITIONS: { [Kind in CheckKind]?: (spec: SpecOf<Kind>, scope: Scope) => Fragment } = {
  nullValues: ({ column }) => sql`${identifier(column)} IS NULL`,
  missingValues: ({ column, words }) =>
    anyOf([sql`${identifier(column)} IS NULL`, ...(words.length === 0 ? [] : [isOneOf(column, words)])]),
  completeness: ({ columns }, { contract }) => {
    const required = contract.columns.filter((column) => column.required).map(({ name }) => name);
    return anyOf((columns ?? required).map((name) => sql`${identifier(name)} IS NULL`));
  },
  invalidValues: invalid,
  finite: ({ columns }) => anyOf(columns.map(isNoNumber)),
  future: ({ column }, { now }) => sql`${identifier(column)} > ${at(now.getTime() + CLOCK_SKEW_MS)}`,
  retention: ({ days }, { now, contract }) =>
    sql`${identifier(contract.time!.name)} < ${at(now.getTime() - (days + 1) * 86_400_000)}`,
  ohlc: ({ open, high, low, close }) => {
    const [o, h, l, c] = [open, high, low, close].map((name) => identifier(name)) as Bar;
    return anyOf([
      sql`${l} <= 0`,
      sql`${l} > ${o}`,
      sql`${l} > ${c}`,
      sql`${h} < ${l}`,
      sql`${h} < ${o}`,
      sql`${h} < ${c}`,
      ...[open, high, low, close].map(isNoNumber),
    ]);
  },
  volume: wrongVolume,
  compare: ({ left, operator, right, tolerance }) =>
    COMPARED[operator](identifier(left), identifier(right), value(tolerance)),
};

type Bar = [Fragment, Fragment, Fragment, Fragment];

export function tdengineCondition(spec: CheckSpec, scope: Scope): Fragment | undefined {
  return CONDITIONS[spec.kind]?.(spec as never, scope);
}

/** RFC 3339 in UTC, whatever the database's precision. */
export const at = (ms: number): Fragment => value(new Date(ms).toISOString());

const isOneOf = (column: string, words: readonly (string | number)[]): Fragment =>
  sql`${identifier(column)} IN (${value(words)})`;

const LARGEST = value(Number.MAX_VALUE);
const SMALLEST = value(-Number.MAX_VALUE);

function isNoNumber(column: string): Fragment {
  const name = identifier(column);
  return anyOf([sql`${name} <> ${name}`, sql`${name} > ${LARGEST}`, sql`${name} < ${SMALLEST}`]);
}

function invalid({ column, range, set, length }: SpecOf<"invalidValues">): Fragment {
  const name = identifier(column);
  const { min, max, aboveMin, belowMax } = range ?? {};
  return anyOf([
    ...(min === undefined ? [] : [aboveMin ? sql`${name} <= ${value(min)}` : sql`${name} < ${value(min)}`]),
    ...(max === undefined ? [] : [belowMax ? sql`${name} >= ${value(max)}` : sql`${name} > ${value(max)}`]),
    ...(range === undefined ? [] : [isNoNumber(column)]),
    ...(set === undefined ? [] : [sql`${name} NOT IN (${value(set as (string | number)[])})`]),
    ...(length === undefined
      ? []
      : [sql`CHAR_LENGTH(${name}) < ${value(length[0])}`, sql`CHAR_LENGTH(${name}) > ${value(length[1])}`]),
  ]);
}

function wrongVolume(spec: SpecOf<"volume">): Fragment {
  const volume = identifier(spec.volume);
  const [low, high] = [identifier(spec.low), identifier(spec.high)];
  const [least, most] = [value(1 - spec.tolerance), value(1 + spec.tolerance)];
  const shares = spec.unit === "lots" ? sql`${volume} * ${value(spec.lotSize)}` : volume;
  const amount = spec.amount === undefined ? undefined : identifier(spec.amount);
  const vwap = spec.vwap === undefined ? undefined : identifier(spec.vwap);
  return anyOf([
    sql`${volume} < 0`,
    ...(amount === undefined
      ? []
      : [
          sql`${amount} < 0`,
          allOf([sql`${volume} = 0`, sql`${amount} <> 0`]),
          allOf([sql`${volume} <> 0`, sql`${amount} = 0`]),
          allOf([sql`${volume} > 0`, sql`${amount} < ${low} * ${least} * ${shares}`]),
          allOf([sql`${volume} > 0`, sql`${amount} > ${high} * ${most} * ${shares}`]),
        ]),
    ...(vwap === undefined
      ? []
      : [
          allOf([sql`${volume} > 0`, sql`${vwap} < ${low} * ${least}`]),
          allOf([sql`${volume} > 0`, sql`${vwap} > ${high} * ${most}`]),
        ]),
  ]);
}

type Comparison = (left: Fragment, right: Fragment, tolerance: Fragment) => Fragment;

/** The opposite of each comparison. */
const COMPARED: Record<SpecOf<"compare">["operator"], Comparison> = {
  "=": (left, right, tolerance) => sql`ABS(${left} - ${right}) > ${tolerance}`,
  "!=": (left, right, tolerance) => sql`ABS(${left} - ${right}) <= ${tolerance}`,
  "<": (left, right, tolerance) => sql`${left} >= ${right} + ${tolerance}`,
  "<=": (left, right, tolerance) => sql`${left} > ${right} + ${tolerance}`,
  ">": (left, right, tolerance) => sql`${left} <= ${right} - ${tolerance}`,
  ">=": (left, right, tolerance) => sql`${left} < ${right} - ${tolerance}`,
};
