/** How a system quotes: what its lexer takes for a literal. */
export interface Dialect {
  /** `"x"` is a string, not a name. */
  doubleQuotedStrings: boolean;
  /** `\'` does not end a string. */
  backslashEscapes: boolean;
  /** `#` starts a comment. */
  hashComments: boolean;
}

const STANDARD: Dialect = { doubleQuotedStrings: false, backslashEscapes: false, hashComments: false };
const MYSQL: Dialect = { doubleQuotedStrings: true, backslashEscapes: true, hashComments: true };
const QUOTING_BOTH: Dialect = { doubleQuotedStrings: true, backslashEscapes: true, hashComments: false };

const SPELLINGS = new Map([
  ["postgres", "postgresql"],
  ["pg", "postgresql"],
  ["taos", "tdengine"],
  ["mssql", "microsoft.sql_server"],
  ["oracle", "oracle.db"],
  ["mongo", "mongodb"],
]);

const DIALECTS = new Map<string, Dialect>([
  ["postgresql", STANDARD],
  ["cockroachdb", STANDARD],
  ["timescaledb", STANDARD],
  ["redshift", STANDARD],
  ["aws.redshift", STANDARD],
  ["oracle.db", STANDARD],
  ["microsoft.sql_server", STANDARD],
  ["ibm.db2", STANDARD],
  ["trino", STANDARD],
  ["clickhouse", { ...STANDARD, backslashEscapes: true }],
  ["mysql", MYSQL],
  ["mariadb", MYSQL],
  ["tdengine", QUOTING_BOTH],
  ["sqlite", { ...STANDARD, doubleQuotedStrings: true }],
  ["other_sql", QUOTING_BOTH],
]);

/** One spelling a system: `PostgreSQL` → `postgresql`, `TDengine` → `tdengine`. */
export function databaseSystemName(spelling: string): string {
  const lower = spelling.toLowerCase();
  return SPELLINGS.get(lower) ?? lower;
}

/** Undefined for a system that does not speak SQL, as far as is known. */
export function dialectOf(system: string): Dialect | undefined {
  return DIALECTS.get(system);
}

/** For SQL of unknown origin: what may be a literal is taken for one. */
export const SUSPICIOUS_DIALECT = QUOTING_BOTH;

const KEY_VALUE = new Set(["redis", "valkey", "keydb", "memcached", "dragonfly"]);

export function isKeyValueStore(system: string): boolean {
  return KEY_VALUE.has(system);
}
