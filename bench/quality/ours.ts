import {
  judge,
  parseContract,
  planRun,
  planSamples,
  readTableFacts,
  tableFactsStatement,
  type CheckResult,
  type Results,
  type Statement,
} from "@mystocks/checks";
import type { Client } from "pg";
import type { TRUTH } from "./data.ts";

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: daily-kline
version: 1.0.0
status: active
customProperties:
  - property: mystocks
    value: { calendar: none, timeZone: Asia/Shanghai, time: trade_date, symbol: symbol, loaded: updated_at }
slaProperties:
  - { property: freshness, value: 3650, unit: d }
schema:
  - name: daily_kline
    properties:
      - { name: symbol, logicalType: string, primaryKey: true, primaryKeyPosition: 1 }
      - { name: trade_date, logicalType: date, primaryKey: true, primaryKeyPosition: 2 }
      - { name: open, logicalType: number }
      - { name: high, logicalType: number }
      - { name: low, logicalType: number }
      - { name: close, logicalType: number, required: true }
      - { name: volume, logicalType: integer, logicalTypeOptions: { minimum: 0 } }
      - name: source
        logicalType: string
        quality: [{ id: source, metric: invalidValues, mustBe: 0, arguments: { validValues: [tdx, akshare] } }]
      - { name: updated_at, logicalType: timestamp }
    quality:
      - { id: ohlc, type: custom, engine: mystocks, implementation: ohlc }
`;

const contract = parseContract(CONTRACT, "bench.odcs.yaml");

export interface OurRun {
  statements: number;
  checks: Record<string, CheckResult>;
}

/** One run as the quality service makes it: facts, plan, scan, duplicates, sample, verdicts, in one transaction. */
export async function runOurs(client: Client, partition?: string): Promise<OurRun> {
  await client.query("BEGIN READ ONLY");
  await client.query("SET LOCAL search_path = pg_catalog");
  const facts = readTableFacts((await client.query(tableFactsStatement(contract))).rows);
  const plan = planRun(contract, facts, { now: new Date("2025-12-31T20:00:00+08:00"), partition });
  const first = await ask(client, plan.statements);
  const samples = planSamples(plan, first);
  const checks = judge(plan, { ...first, ...(await ask(client, samples)) });
  await client.query("COMMIT");
  return {
    statements: plan.statements.length + samples.length,
    checks: Object.fromEntries(checks.map((result) => [result.checkId, result])),
  };
}

async function ask(client: Client, statements: readonly Statement[]): Promise<Results> {
  const results: Record<string, Results[string]> = {};
  for (const { name, text, values } of statements)
    results[name] = { rows: (await client.query(text, values)).rows };
  return results;
}

export function answersOf({ checks }: OurRun): Omit<typeof TRUTH, "missing"> {
  return {
    nullClose: checks["nullValues:close"]!.failedRows!,
    ohlc: checks["ohlc"]!.failedRows!,
    volume: checks["invalidValues:volume"]!.failedRows!,
    source: checks["source"]!.failedRows!,
    doubledKeys: Number(checks["duplicateValues:symbol+trade_date"]!.reason.params["keys"]),
  };
}
