import {
  judge,
  planRun,
  planSamples,
  readTableFacts,
  tableFactsStatement,
  type CheckResult,
  type Contract,
  type RunOptions,
} from "@mystocks/checks";
import { withDataset, type Limits } from "./dataset-connection.ts";
import { runStatements } from "./run-statements.ts";

export interface DatasetRun {
  startedAt: Date;
  durationMs: number;
  /** What it asked the database, the reading of the catalog left out. */
  statements: number;
  checks: CheckResult[];
}

export interface DatasetParts extends Limits {
  url: string;
}

/** The run's now is taken when its snapshot is: rows that came while it waited for a connection are not of the future. */
export type DatasetRunOptions = Omit<RunOptions, "now">;

/** One run of a contract. Rejects when the database can't be reached; what fails after that is a verdict. */
export async function judgeDataset(
  contract: Contract,
  { url, ...limits }: DatasetParts,
  options: DatasetRunOptions = {},
): Promise<DatasetRun> {
  const startedAt = new Date();
  const begunMs = performance.now();
  return withDataset(url, limits, async (client) => {
    const facts = readTableFacts((await client.query(tableFactsStatement(contract))).rows);
    const plan = planRun(contract, facts, { ...options, now: new Date() });
    const first = await runStatements(client, plan.statements);
    const samples = planSamples(plan, first);
    const checks = judge(plan, { ...first, ...(await runStatements(client, samples)) });
    const statements = plan.statements.length + samples.length;
    return { startedAt, durationMs: performance.now() - begunMs, statements, checks };
  });
}
