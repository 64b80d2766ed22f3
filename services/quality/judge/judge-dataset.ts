import {
  judge,
  planRun,
  planSamples,
  readTableFacts,
  tableFactsStatement,
  type CheckResult,
  type Contract,
  type Results,
  type RunOptions,
  type Statement,
  type StatementResult,
  type TableFacts,
} from "@mystocks/checks";
import { withDataset, type Limits } from "./dataset-connection.ts";
import { runStatements } from "./run-statements.ts";
import { TdengineRest } from "./tdengine-rest.ts";

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
  const judged = await judgeWith(
    (reading) => judgeTogether(contract, { ...reading, options: { ...options, now: new Date() } }),
    { contract, url, limits },
  );
  return { startedAt, durationMs: performance.now() - begunMs, ...judged };
}

/** A way to the dataset, and what is known of its table. */
interface Reading {
  run: (statements: readonly Statement[]) => Promise<Results>;
  facts: TableFacts | undefined;
}

async function judgeWith(
  use: (reading: Reading) => Promise<Judged>,
  { contract, url, limits }: { contract: Contract; url: string; limits: Limits },
): Promise<Judged> {
  if (contract.dialect === "tdengine") {
    const rest = new TdengineRest(url, limits);
    return use({ run: (statements) => rest.run(statements), facts: await rest.factsOf(contract) });
  }
  return withDataset(url, limits, async (client) => {
    const facts = readTableFacts((await client.query(tableFactsStatement(contract))).rows);
    return use({ run: (statements) => runStatements(client, statements), facts });
  });
}

type DatasetReading = Reading & { options: RunOptions };
type Judged = Pick<DatasetRun, "statements" | "checks">;

async function judgeTogether(contract: Contract, reading: DatasetReading): Promise<Judged> {
  const { run, facts, options } = reading;
  const plan = planRun(contract, facts, options);
  const first = await run(plan.statements);
  const spoilt = plan.statements.some(({ name, checks }) => checks.length > 1 && isRefused(first[name]));
  if (spoilt) return judgeApart(contract, reading);
  const samples = planSamples(plan, first);
  const checks = judge(plan, { ...first, ...(await run(samples)) });
  return { statements: plan.statements.length + samples.length, checks };
}

/**
 * A statement that PostgreSQL refuses for what one check asks, a pattern that is none or a table that is gone, says
 * nothing of the others that share it: each is judged by a statement of its own.
 */
async function judgeApart(contract: Contract, reading: DatasetReading): Promise<Judged> {
  const judged: Judged = { statements: 0, checks: [] };
  for (const check of contract.checks) {
    const { statements, checks } = await judgeTogether({ ...contract, checks: [check] }, reading);
    judged.statements += statements;
    judged.checks.push(...checks);
  }
  return judged;
}

/** SQLSTATE classes of data that can't be computed with, and of names and syntax. */
const isRefused = (result: StatementResult | undefined): boolean =>
  result !== undefined && "error" in result && /^(22|42)/.test(result.code ?? "");
