export type {
  Bound,
  Check,
  Column,
  Contract,
  Dialect,
  LogicalType,
  TimeColumn,
  Unit,
} from "./contract/contract.ts";
export type { CheckKind, CheckSpec } from "./contract/check-spec.ts";
export { parseContract, type ParseOptions } from "./contract/parse-contract.ts";
export { ContractError, type ContractProblem } from "./contract/problem.ts";
export { calendarOf, dueAt, lastDays, newestDay, newestDueDay } from "./plan/dataset-days.ts";
export { explain } from "./plan/explain.ts";
export { failingRowsSql } from "./plan/failing-rows.ts";
export { missingSymbolsStatement } from "./plan/missing-symbols.ts";
export type { Plan, PlannedCheck, Results, Statement, StatementResult } from "./plan/plan.ts";
export { planRun } from "./plan/plan-run.ts";
export { planSamples } from "./plan/plan-samples.ts";
export type { History, Partition, RunOptions, Scope } from "./plan/scope.ts";
export {
  factsFromContract,
  readTableFacts,
  tableFactsStatement,
  type FactColumn,
  type FactIndex,
  type TableFacts,
} from "./plan/table-facts.ts";
export type { CheckResult, FailedRow, Verdict } from "./judge/check-result.ts";
export { judge, neverRun } from "./judge/judge.ts";
export type { KeySample } from "./judge/outcome.ts";
export { grouped } from "./judge/grouped.ts";
export { why, type ReasonCode, type ReasonParams } from "./judge/reasons.ts";
export { readTdengineFacts, tdengineFactsStatement, tdengineResult } from "./tdengine/rest.ts";
export { contractFromTable, type InitOptions } from "./init/contract-from-table.ts";
export { observationStatement, readObservations, type Observations, type Observed } from "./init/observe.ts";
