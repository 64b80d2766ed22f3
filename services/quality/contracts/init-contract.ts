import {
  ContractError,
  contractFromTable,
  observationStatement,
  parseContract,
  readObservations,
  readTableFacts,
  tableFactsStatement,
} from "@mystocks/checks";
import { MonitorError } from "@mystocks/runtime/errors";
import { withDataset, type Limits } from "../judge/dataset-connection.ts";

export interface InitParts extends Limits {
  url: string;
  /** Name of the server in the contract. */
  server: string;
  schema: string;
  table: string;
  /** Market identifier code, or `none`. */
  calendar: string;
  /** Names of all calendars there are. */
  calendars: readonly string[];
  timeZone?: string;
  owner?: string;
}

/** YAML of a first contract for a live table. Throws NOT_FOUND where there is no such table, USAGE for what no contract may say. */
export async function initContract({
  url,
  server,
  statementTimeoutMs,
  ...asked
}: InitParts): Promise<string> {
  return withDataset(url, { statementTimeoutMs }, async (client) => {
    const facts = readTableFacts((await client.query(tableFactsStatement(asked))).rows);
    if (facts === undefined)
      throw new MonitorError("NOT_FOUND", `There is no table ${asked.schema}.${asked.table}.`, {
        remedy: "Name it as SCHEMA.TABLE, and the database with --database-url.",
      });
    const observed = readObservations((await client.query(observationStatement(asked, facts))).rows, facts);
    const { hostname: host, port, pathname } = new URL(url);
    const database = decodeURIComponent(pathname.slice(1));
    const contract = contractFromTable(facts, observed, {
      ...asked,
      server: { name: server, host, port: Number(port || 5432), database },
    });
    refuseUnusable(contract, asked);
    return contract;
  });
}

/** A calendar or zone that there is none of, a schema of PostgreSQL's, a table without columns: told now, not at its first run. */
function refuseUnusable(
  text: string,
  { schema, table, calendars }: Pick<InitParts, "schema" | "table" | "calendars">,
): void {
  try {
    parseContract(text, `${schema}.${table}`, { calendars });
  } catch (cause) {
    if (!(cause instanceof ContractError)) throw cause;
    const problems = cause.problems.map(({ key, message, remedy }) =>
      [`${key.split(".").at(-1)}: ${message}`, ...(remedy === undefined ? [] : [`(${remedy})`])].join(" "),
    );
    throw new MonitorError("USAGE", `There is no contract for ${schema}.${table}: ${problems.join("; ")}`, {
      cause,
    });
  }
}
