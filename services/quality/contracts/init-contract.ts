import {
  contractFromTable,
  observationStatement,
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
  timeZone?: string;
  owner?: string;
}

/** YAML of a first contract for a live table. Throws NOT_FOUND where there is no such table. */
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
    return contractFromTable(facts, observed, {
      ...asked,
      server: { name: server, host, port: Number(port || 5432), database },
    });
  });
}
