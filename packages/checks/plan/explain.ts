import type { Contract } from "../contract/contract.ts";
import { planRun } from "./plan-run.ts";
import type { RunOptions } from "./scope.ts";
import { factsFromContract, type TableFacts } from "./table-facts.ts";

/**
 * The SQL of a run with its values and what each statement reads, without running anything. Without the table's facts
 * the contract is believed, so no index spares a statement.
 */
export function explain(contract: Contract, options: RunOptions & { facts?: TableFacts }): string {
  const plan = planRun(contract, options.facts ?? factsFromContract(contract), options);
  const decided = plan.checks.filter(({ by }) => by === "facts").map(({ check }) => check.id);
  const head = [
    `-- ${contract.id}: ${contract.checks.length} checks of ${contract.schema}.${contract.table}`,
    `-- ${plan.statements.length} statements; one more for the failed rows of the scan if there are any`,
    ...(decided.length === 0 ? [] : [`-- without SQL: ${decided.join(", ")}`]),
  ];
  const statements = plan.statements.map(({ name, text, values, checks, reads }) =>
    [
      `\n-- ${name}: reads ${reads}`,
      `-- judges ${checks.length === 0 ? "the number of rows" : checks.join(", ")}`,
      `${text};`,
      ...values.map((value, index) => `-- $${index + 1} = ${shortened(JSON.stringify(value))}`),
    ].join("\n"),
  );
  return [...head, ...statements].join("\n") + "\n";
}

const shortened = (text: string): string =>
  text.length <= 200 ? text : `${text.slice(0, 197)}… (${text.length} characters)`;
