import type { OperationKey } from "@mystocks/api";

/** DAILY_KLINE · PostgreSQL · daily_kline, without what is not known. */
export function placeOf(key: OperationKey): string {
  return [key.classification, databaseName(key.databaseSystem), key.collection].filter(Boolean).join(" · ");
}

const DATABASE_NAMES: Record<string, string> = {
  postgresql: "PostgreSQL",
  tdengine: "TDengine",
  mysql: "MySQL",
  redis: "Redis",
};

function databaseName(system: string): string {
  return DATABASE_NAMES[system.toLowerCase()] ?? system;
}
