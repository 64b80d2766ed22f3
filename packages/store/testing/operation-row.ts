import type { OperationRow } from "../writers/index.ts";

/** An operation as services send it, for tests and benches that fill a store; `changes` is what matters to them. */
export const operationRow = (changes: Partial<OperationRow> = {}): OperationRow => ({
  service: "market-data",
  operation: "load_daily_kline",
  type: "",
  kind: "tracked",
  classification: "DAILY_KLINE",
  databaseSystem: "postgresql",
  database: "",
  collection: "daily_kline",
  ...changes,
});
