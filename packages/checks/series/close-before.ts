import { column, sql, type Fragment } from "../sql/fragment.ts";

/** The value of the symbol's row before; `w` is the series' window. */
export const before = (name: string): Fragment => sql`lag(${column(name)}) OVER w`;

/** Close of the row before, brought to this row's shares: on an ex-date the cumulative factor rises. */
export function adjustedCloseBefore(close: string, adjustFactor: string | undefined): Fragment {
  if (adjustFactor === undefined) return sql`(${before(close)})::numeric`;
  return sql`(${before(close)})::numeric * (${before(adjustFactor)})::numeric / nullif(${column(adjustFactor)}::numeric, 0)`;
}
