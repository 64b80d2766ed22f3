const SPELLINGS = new Map([
  ["postgres", "postgresql"],
  ["pg", "postgresql"],
  ["tdengine", "tdengine"],
  ["taos", "tdengine"],
  ["mssql", "microsoft.sql_server"],
  ["mongo", "mongodb"],
]);

/** MyStocks spells databases in several ways; OpenTelemetry's `db.system.name` has one: `PostgreSQL` → `postgresql`. */
export function databaseSystem(database: string): string {
  const lower = database.toLowerCase();
  return SPELLINGS.get(lower) ?? lower;
}
