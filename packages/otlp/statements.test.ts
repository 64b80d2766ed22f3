import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { fingerprintSync, loadModule } from "libpg-query";
import { dialectOf } from "./database-system.ts";
import { sqlTokens } from "./sql-lexer.ts";
import { parseableText } from "./statement-text.ts";
import { normaliseStatement, Statements } from "./statements.ts";

await loadModule();

test.each([
  ["SELECT 1", "SELECT ?"],
  ["  select\n\ta ,b  from t ; ", "select a ,b from t"],
  ["SELECT * FROM t WHERE s = 'it''s' AND n = -5", "SELECT * FROM t WHERE s = ? AND n = ?"],
  ["SELECT 1.5e10, .5, 0x1F, 1_000, 12abc", "SELECT ?, ?, ?, ?, ?"],
  ["SELECT E'a\\'b', B'01', x'FF', N'x', U&'\\0041'", "SELECT ?, ?, ?, ?, ?"],
  ["SELECT $$a 'b' $$, $tag$ $$ $tag$, $1", "SELECT ?, ?, $1"],
  ["SELECT a -- secret\n, b /* x /* y */ z */ FROM t", "SELECT a , b FROM t"],
  ["SELECT * FROM t WHERE id IN (1, 2,3)", "SELECT * FROM t WHERE id IN (...)"],
  ["SELECT * FROM t WHERE id IN ($1)", "SELECT * FROM t WHERE id IN (...)"],
  ["SELECT * FROM t WHERE id = ANY(ARRAY[1,2])", "SELECT * FROM t WHERE id = ANY(ARRAY[...])"],
  ["INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')", "INSERT INTO t (a, b) VALUES (...)"],
  ["INSERT INTO t VALUES ($1, now()), ($3, now())", "INSERT INTO t VALUES ($1, now())"],
  ["SELECT f(1, 2), a - 1, a -1", "SELECT f(?, ?), a - ?, a -?"],
  ["SELECT a::int8, b->>'k', arr[1]", "SELECT a::int8, b->>?, arr[?]"],
  ['SELECT "Weird ""name" FROM "My Table"', 'SELECT "Weird ""name" FROM "My Table"'],
  ["SELECT * FROM t WHERE s = 'never ends", "SELECT * FROM t WHERE s ="],
  ["SELECT a /* never ends", "SELECT a"],
  ["SELECT $x$ never ends $y$", "SELECT"],
  ['SELECT "never ends', "SELECT"],
  ["SELECT daily_001.x FROM daily_001", "SELECT daily_001.x FROM daily_001"],
  ["SELECT '名字', \"列\" FROM 表", 'SELECT ?, "列" FROM 表'],
  ["", ""],
])("%j is stored as %j", (sql, text) => {
  expect(normaliseStatement(sql, "postgresql").text).toBe(text);
});

test.each([
  [
    "mysql",
    "SELECT * FROM t WHERE a = \"x\" AND b = 'y\\' z' # note",
    "SELECT * FROM t WHERE a = ? AND b = ?",
  ],
  ["tdengine", 'SELECT * FROM `d1` WHERE s = "600000.SH"', "SELECT * FROM `d1` WHERE s = ?"],
  ["", 'SELECT a FROM t WHERE b = "maybe a string"', "SELECT a FROM t WHERE b = ?"],
  ["redis", "set mystocks:cache:600519:daily_kline {json} EX 30", "SET mystocks:cache:*:daily_kline"],
  ["redis", "AUTH hunter2", "AUTH"],
  ["redis", "GET 600519", "GET *"],
  ["redis", '"}{"', ""],
  ["mongodb", '{"find":"users","filter":{"name":"bob"}}', ""],
  ["elasticsearch", "SELECT 'x'", ""],
])("%s: %j is stored as %j", (system, text, stored) => {
  expect(normaliseStatement(text, system).text).toBe(stored);
});

test.each([
  ["SELECT * FROM daily_kline", "SELECT", "daily_kline"],
  ['select * from "public"."Daily" d', "SELECT", "Daily"],
  ["INSERT INTO trade.orders (a) SELECT 1 FROM x", "INSERT", "orders"],
  ["UPDATE t SET a = 1 FROM u", "UPDATE", "t"],
  ["DELETE FROM ONLY t WHERE a", "DELETE", "t"],
  ["COPY tick_data (ts, price) FROM STDIN", "COPY", "tick_data"],
  ["WITH r AS (SELECT * FROM ticks) SELECT * FROM r", "SELECT", "ticks"],
  [
    "WITH r (a, b) AS NOT MATERIALIZED (VALUES (1, 2)) SELECT * FROM r, x JOIN bars USING (a)",
    "SELECT",
    "bars",
  ],
  ["WITH r AS (VALUES (1)) SELECT * FROM r JOIN bars USING (a)", "SELECT", "bars"],
  ["WITH d AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM d", "INSERT", "a"],
  ["SELECT EXTRACT(year FROM ts) FROM bars", "SELECT", "bars"],
  ["SELECT a IS DISTINCT FROM b FROM bars FOR UPDATE", "SELECT", "bars"],
  ["SELECT * FROM (SELECT * FROM inner_table) x", "SELECT", "inner_table"],
  ["SELECT * FROM unnest($1) u JOIN bars ON true", "SELECT", "bars"],
  ["EXPLAIN ANALYZE SELECT * FROM bars", "SELECT", "bars"],
  ["TRUNCATE TABLE bars", "TRUNCATE", "bars"],
  ["CREATE TABLE IF NOT EXISTS bars (a int)", "CREATE", "bars"],
  ["INSERT INTO a VALUES (1) ON CONFLICT DO UPDATE SET x = 1", "INSERT", "a"],
  ["BEGIN", "BEGIN", ""],
  ["SELECT 1", "SELECT", ""],
  ["/* FROM hidden */ SELECT 'FROM x' FROM shown", "SELECT", "shown"],
])("%j is %s of %s", (sql, verb, table) => {
  expect(normaliseStatement(sql, "postgresql")).toMatchObject({ verb, table });
});

const word = fc.stringMatching(/^[a-z][a-z_]{0,8}$/);
/** Content that no statement has of its own, so that it can be looked for. */
const secret = fc.stringMatching(/^ZQ[a-z0-9'"\\$ /*-]{4,20}$/);
const digits = fc.integer({ min: 1_000_000_000, max: 9_007_199_254_740_991 }).map(String);

const literal = fc.oneof(
  secret.map((content) => ({ content, sql: `'${content.replaceAll("'", "''")}'` })),
  secret.map((content) => ({ content, sql: `E'${content.replace(/['\\]/g, "\\$&")}'` })),
  secret.map((text) => text.replaceAll("$", "")).map((content) => ({ content, sql: `$q$${content}$q$` })),
  secret.map((content) => ({
    content: content.slice(0, 6),
    sql: `'${content.replaceAll("'", "''")}' -- ${content}`,
  })),
  digits.map((content) => ({ content, sql: content })),
  digits.map((content) => ({ content, sql: `-${content}.${content}e+10` })),
);

test("no literal of a generated statement survives, whatever is in it and around it", () => {
  const condition = fc.record({ column: word, literal, gap: fc.constantFrom("", " ", "\n") });
  fc.assert(
    fc.property(word, fc.array(condition, { minLength: 1, maxLength: 6 }), (table, conditions) => {
      const where = conditions.map(({ column, literal, gap }) => `${column}${gap}=${gap}${literal.sql}\n`);
      const { text } = normaliseStatement(
        `SELECT * FROM ${table} WHERE ${where.join(" AND ")}`,
        "postgresql",
      );
      for (const { literal } of conditions) expect(text).not.toContain(literal.content.trim());
      expect(text).not.toMatch(/ZQ|\d/);
    }),
  );
});

test("a text cut anywhere shows nothing of the literal it was cut in", () => {
  const sql = "SELECT a FROM t WHERE s = 'ZQone' AND u = E'ZQ\\'two' AND v = $q$ZQthree$q$ AND n = 987654";
  for (let length = 0; length <= sql.length; length++) {
    expect(normaliseStatement(sql.slice(0, length), "postgresql").text).not.toMatch(/ZQ|[0-9]/);
  }
});

test("any text at all is normalised, and what comes out stays as it is", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.constantFrom("postgresql", "mysql", ""),
      (text, system) => {
        const once = normaliseStatement(text, system).text;
        expect(once.isWellFormed() && !once.includes("\0")).toBe(true);
        expect(normaliseStatement(once, system).text.length).toBeLessThanOrEqual(once.length);
      },
    ),
  );
});

test("a statement that libpg-query understands keeps its fingerprint when normalised", () => {
  for (const sql of [
    "SELECT a, b FROM t WHERE s = 'x' AND n IN (1, 2, 3) LIMIT 5",
    "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y') ON CONFLICT (a) DO UPDATE SET b = excluded.b",
    "WITH r AS (SELECT * FROM ticks WHERE ts > now() - interval '5 minutes') SELECT max(price) FROM r",
    "UPDATE t SET a = a + 1, b = CASE WHEN c THEN 'x' ELSE NULL END WHERE id = $1",
    "SELECT data->>'k', arr[1] FROM t WHERE data ? 'k' AND x::text ~ '^a'",
  ]) {
    const parseable = parseableText(sqlTokens(sql, dialectOf("postgresql")!));
    expect(fingerprintSync(parseable)).toBe(fingerprintSync(sql));
  }
});

function viewOf(text: string) {
  const bytes = new TextEncoder().encode(text);
  return { view: new DataView(bytes.buffer), length: bytes.length };
}

test("texts that differ in their literals share one statement object and one fingerprinting", () => {
  const fingerprinted: string[] = [];
  const statements = new Statements((text) => {
    fingerprinted.push(text);
    return "f";
  });
  const found = ["SELECT a FROM t WHERE n = 1", "SELECT a FROM t WHERE n = 22"].map((text) => {
    const { view, length } = viewOf(text);
    return statements.query(view, 0, length, "postgresql", () => text).statement;
  });
  expect(found[0]).toBe(found[1]);
  expect(fingerprinted).toEqual(["SELECT a FROM t WHERE n = 0"]);
});

test("a statement's id is the first 8 bytes of its text's SHA-256", () => {
  const statements = new Statements(() => "f");
  const { view, length } = viewOf("SELECT 1");
  const { statement } = statements.query(view, 0, length, "postgresql", () => "SELECT 1");
  expect(statement).toEqual({
    id: expect.any(BigInt),
    databaseSystem: "postgresql",
    fingerprint: "f",
    text: "SELECT ?",
  });
  // printf 'SELECT ?' | sha256sum
  expect(BigInt.asUintN(64, statement!.id).toString(16)).toBe("66cbb3a40d4bbd15");
});

test("of a very long text only the beginning counts, cut between two characters", () => {
  const statements = new Statements(() => "f");
  const text = `SELECT a FROM bars WHERE s = '${"价".repeat(9_000)}'`;
  const { view, length } = viewOf(text);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const query = statements.query(view, 0, length, "postgresql", ({ buffer }, from, to) =>
    decoder.decode(new Uint8Array(buffer, from, to - from)),
  );
  expect(query).toMatchObject({ table: "bars", statement: { text: "SELECT a FROM bars WHERE s =" } });
});
