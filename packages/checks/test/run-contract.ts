import type pg from "pg";
import {
  judge,
  parseContract,
  planRun,
  planSamples,
  readTableFacts,
  tableFactsStatement,
  type CheckResult,
  type Contract,
  type Plan,
  type Results,
  type RunOptions,
  type Statement,
} from "../index.ts";

/** Runs a contract as a service would: read-only, with no search path but PostgreSQL's own. */
export async function runContract(
  client: pg.Client,
  contract: Contract | string,
  options: RunOptions,
): Promise<{ plan: Plan; results: Results; checks: Record<string, CheckResult> }> {
  const parsed = typeof contract === "string" ? parseContract(contract, "test.odcs.yaml") : contract;
  await client.query("BEGIN READ ONLY");
  try {
    await client.query("SET LOCAL search_path = pg_catalog");
    const facts = readTableFacts((await client.query(tableFactsStatement(parsed))).rows);
    const plan = planRun(parsed, facts, options);
    const first = await runAll(client, plan.statements);
    const results = { ...first, ...(await runAll(client, planSamples(plan, first))) };
    const checks = Object.fromEntries(judge(plan, results).map((result) => [result.checkId, result]));
    return { plan, results, checks };
  } finally {
    await client.query("ROLLBACK");
  }
}

async function runAll(client: pg.Client, statements: readonly Statement[]): Promise<Results> {
  const results: Record<string, Results[string]> = {};
  for (const { name, text, values } of statements) {
    await client.query("SAVEPOINT one");
    try {
      results[name] = { rows: (await client.query(text, values)).rows };
    } catch (error) {
      results[name] = { error: (error as Error).message };
      await client.query("ROLLBACK TO one");
    }
  }
  return results;
}
