import type { OperationOptions } from "@mystocks/telemetry";

const DATABASE = { database: "PostgreSQL", databaseName: "mystocks" };

/** The options of an operation on one table of the sample database. */
export function onTable(
  collection: string,
  classification: string,
  type: "LOAD" | "SAVE" | "UPDATE" | "DELETE" = "LOAD",
): OperationOptions {
  return { ...DATABASE, collection, classification, type };
}
