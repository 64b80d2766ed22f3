import type { Contract } from "../contract/contract.ts";
import { column, sql, value } from "../sql/fragment.ts";
import { renderPostgres, type PostgresStatement } from "../sql/postgres.ts";
import { Scope } from "./scope.ts";
import { rowsOfRun, tableOf, where } from "./where.ts";
import type { TableFacts } from "./table-facts.ts";

/**
 * Which of the symbols have no row on the day: one row each, `symbol`. Undefined where the contract names no symbol or no
 * bar time, and for TDengine. Throws RangeError for what is no day.
 */
export function missingSymbolsStatement(
  contract: Contract,
  facts: TableFacts,
  { day, symbols, now }: { day: string; symbols: readonly string[]; now: Date },
): PostgresStatement | undefined {
  if (contract.symbol === null || contract.time === null || contract.dialect === "tdengine") return undefined;
  const scope = new Scope(contract, facts, { now, partition: day });
  const same = sql`${column(contract.symbol)}::text = asked.symbol`;
  return renderPostgres(sql`SELECT asked.symbol FROM pg_catalog.unnest(${value([...symbols], "text[]")}) AS asked(symbol)
WHERE NOT EXISTS (SELECT FROM ${tableOf(scope)} AS t${where([...rowsOfRun(scope), same])})
ORDER BY asked.symbol`);
}
