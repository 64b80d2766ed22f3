import { expect, test } from "@jest/globals";
import { checkedQuery } from "./author-query.ts";

const dataset = { schema: "market", table: "daily_kline", column: "close" };

test.each([
  [
    "SELECT count(*) FROM daily_kline",
    'SELECT "pg_catalog".count(*) FROM "market".daily_kline',
    ["daily_kline"],
  ],
  [
    "SELECT count(*) FROM ${table} WHERE ${column} < 0",
    'SELECT "pg_catalog".count(*) FROM "market"."daily_kline" WHERE "close" < 0',
    ["daily_kline"],
  ],
  [
    "WITH x AS (SELECT 1 FROM a), b AS (SELECT * FROM x) SELECT (SELECT sum(1) FROM b) + (SELECT 1 FROM market.c);",
    'WITH x AS (SELECT 1 FROM "market".a), b AS (SELECT * FROM x) SELECT (SELECT "pg_catalog".sum(1) FROM b) + (SELECT 1 FROM market.c)',
    ["a", "c"],
  ],
  [
    "SELECT count(*) FILTER (WHERE é > 1) /* ü */ FROM tablé t JOIN b ON t.x = b.x -- end",
    'SELECT "pg_catalog".count(*) FILTER (WHERE é > 1) /* ü */ FROM "market".tablé t JOIN "market".b ON t.x = b.x -- end',
    ["b", "tablé"],
  ],
  [
    "SELECT 1 FROM a UNION SELECT max(x) OVER (PARTITION BY y) FROM b WHERE extract(year FROM d) = 1 AND d::date < now()",
    'SELECT 1 FROM "market".a UNION SELECT "pg_catalog".max(x) OVER (PARTITION BY y) FROM "market".b WHERE extract(year FROM d) = 1 AND d::date < "pg_catalog".now()',
    ["a", "b"],
  ],
  ["SELECT 'é' FROM a; -- a note", `SELECT 'é' FROM "market".a`, ["a"]],
  [
    "SELECT 1 = ANY (SELECT 1) FROM a ORDER BY x USING <",
    'SELECT 1 = ANY (SELECT 1) FROM "market".a ORDER BY x USING <',
    ["a"],
  ],
])("a query may read the dataset's schema: %s", (query, text, tables) => {
  expect(checkedQuery(query, dataset)).toEqual({ text, tables });
});

test.each([
  ["no SELECT", "DELETE FROM daily_kline", "is not one SELECT"],
  ["two statements", "SELECT 1; DROP TABLE daily_kline", "is not one SELECT"],
  ["nothing", "", "Query cannot be empty"],
  ["no SQL", "SELEC 1", "can't parse the query"],
  ["a write in WITH", "WITH x AS (DELETE FROM a RETURNING 1) SELECT count(*) FROM x", "Delete may not stand"],
  ["SELECT INTO", "SELECT 1 INTO x FROM a", "SELECT INTO writes"],
  ["a lock", "SELECT 1 FROM a FOR UPDATE", "locks rows"],
  ["another schema", "SELECT 1 FROM secret.a", "outside the dataset's schema"],
  [
    "another schema, in a subquery",
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM secret.a)",
    "outside the dataset's schema",
  ],
  ["another schema, in a JOIN", "SELECT 1 FROM a JOIN secret.b ON true", "outside the dataset's schema"],
  [
    "another schema, in a UNION",
    "SELECT 1 FROM a UNION SELECT 2 FROM secret.b",
    "outside the dataset's schema",
  ],
  [
    "another schema, in ORDER BY",
    "SELECT 1 FROM a ORDER BY (SELECT 1 FROM secret.b)",
    "outside the dataset's schema",
  ],
  [
    "another schema, in LIMIT",
    "SELECT 1 FROM a LIMIT (SELECT 1 FROM secret.b)",
    "outside the dataset's schema",
  ],
  ["the catalog", "SELECT count(*) FROM pg_catalog.pg_authid", "outside the dataset's schema"],
  ["another database", "SELECT 1 FROM other.market.a", "names a database"],
  ["a file", "SELECT pg_read_file('/etc/passwd')", "function pg_read_file is not one"],
  ["a file, in FROM", "SELECT * FROM pg_read_file('/etc/passwd')", "may not stand in a query"],
  ["a query in text", "SELECT query_to_xml('SELECT 1', true, true, '')", "function query_to_xml is not one"],
  ["a setting", "SELECT set_config('role', 'postgres', false)", "function set_config is not one"],
  ["a sleep", "SELECT pg_sleep(100)", "function pg_sleep is not one"],
  ["a sequence", "SELECT nextval('s')", "function nextval is not one"],
  ["a function of the schema", "SELECT market.mine(1)", "function market.mine is not one"],
  ["a function shadowed in the schema", "SELECT market.count(1)", "function market.count is not one"],
  ["an operator of the schema", "SELECT 1 OPERATOR(market.+) 2", "may not stand in a query"],
  ["an operator of another schema before ANY", "SELECT 1 OPERATOR(evil.=) ANY (SELECT 1)", "OPERATOR"],
  ["an operator of another schema before ALL", "SELECT 1 OPERATOR(evil.<>) ALL (SELECT 1)", "OPERATOR"],
  [
    "an operator of another schema for an order",
    "SELECT x FROM a ORDER BY x USING OPERATOR(evil.<)",
    "OPERATOR",
  ],
  ["a look-up by name", "SELECT 'pg_authid'::regclass::text", "type regclass is not one"],
  ["a type of the schema", "SELECT 1::market.mine", "type market.mine is not one"],
  ["who is connected", "SELECT current_user", "CURRENT_USER may not stand"],
  [
    "recursion",
    "WITH RECURSIVE x AS (SELECT 1 UNION ALL SELECT 1 FROM x) SELECT 1 FROM x",
    "RECURSIVE may not stand",
  ],
  ["a parameter", "SELECT $1", "ParamRef may not stand"],
  ["XML", "SELECT xmlelement(name x)", "may not stand in a query"],
  ["COPY", "COPY a TO PROGRAM 'sh'", "is not one SELECT"],
  ["TABLESAMPLE", "SELECT 1 FROM a TABLESAMPLE SYSTEM (1)", "may not stand in a query"],
])("refused: %s", (_, query, problem) => {
  const refused = checkedQuery(query, dataset);
  expect("problem" in refused ? refused.problem : refused.text).toContain(problem);
});

test("a name of WITH hides a table only where it can be seen", () => {
  expect(
    checkedQuery("SELECT (WITH a AS (SELECT 1) SELECT 1 FROM a), (SELECT 1 FROM a)", dataset),
  ).toMatchObject({
    tables: ["a"],
    text: 'SELECT (WITH a AS (SELECT 1) SELECT 1 FROM a), (SELECT 1 FROM "market".a)',
  });
});

test("the dataset's own name can't break out of the query", () => {
  const named = { schema: `m"; DROP TABLE x --`, table: `t'"\n--`, column: "c" };
  const query = checkedQuery("SELECT count(*) FROM ${table} WHERE '${column}' = ''", named);
  expect(query).toMatchObject({ tables: [`t'"\n--`] });
});

test("what is checked stays checked: a checked query is let through as it is", () => {
  const once = checkedQuery("WITH x AS (SELECT count(*) AS n FROM a) SELECT max(n) FROM x", dataset);
  if (!("text" in once)) throw new Error(once.problem);
  expect(checkedQuery(once.text, dataset)).toEqual({ text: once.text, tables: ["a"] });
});
