import type { SpecOf } from "../contract/check-spec.ts";
import type { Fragment } from "../sql/fragment.ts";
import { sql } from "../sql/fragment.ts";
import type { OwnQuery } from "./own-query-type.ts";

/** The author's query as a scalar: PostgreSQL refuses it if it gives more than one row or column. */
export function authorQuery({ query, tables }: SpecOf<"sql">): OwnQuery {
  // Checked when the contract was read; a comment at its end must not swallow the parenthesis.
  const checked: Fragment = { parts: [{ text: query }] };
  return {
    query: sql`SELECT (\n${checked}\n)::text AS value`,
    reads: `what its author wrote, of ${tables.join(", ")}`,
    decide: ({ value }) => {
      const measured = value === null || value === undefined ? Number.NaN : Number(value);
      return Number.isFinite(measured)
        ? { measured, reason: "sql" }
        : { verdict: "error", reason: "noValue" };
    },
  };
}
