import {
  judge,
  planRun,
  planSamples,
  readTableFacts,
  tableFactsStatement,
  type CheckResult,
  type Contract,
  type RunOptions,
  type Statement,
  type StatementResult,
} from "@mystocks/checks";
import type { Pool } from "pg";

/** Runs a contract as the quality service does: read-only, with PostgreSQL's own names only. */
export async function runContract(
  pool: Pool,
  contract: Contract,
  options: RunOptions,
): Promise<{ statements: string[]; checks: Record<string, CheckResult> }> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN READ ONLY");
    await client.query("SET LOCAL search_path = pg_catalog");
    const facts = readTableFacts((await client.query(tableFactsStatement(contract))).rows);
    const plan = planRun(contract, facts, options);
    const results: Record<string, StatementResult> = {};
    const ask = async (statements: readonly Statement[]) => {
      for (const { name, text, values } of statements)
        results[name] = { rows: (await client.query(text, values)).rows };
    };
    await ask(plan.statements);
    await ask(planSamples(plan, results));
    return {
      statements: plan.statements.map(({ name }) => name),
      checks: Object.fromEntries(judge(plan, results).map((result) => [result.checkId, result])),
    };
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}
