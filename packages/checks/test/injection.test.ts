import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import * as fc from "fast-check";
import pg from "pg";
import { stringify } from "yaml";
import { dailyContract } from "../testing/daily-contract.ts";
import { failingRowsSql, parseContract } from "../index.ts";
import { runContract } from "./run-contract.ts";

let database: TestDatabase;
let client: pg.Client;
const now = new Date("2025-06-11T18:00:00+08:00");
const SETTINGS = "calendar: none\ntimeZone: UTC";

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

// PostgreSQL keeps 63 bytes of a name; the letters make all three differ.
const name = fc
  .string({
    maxLength: 12,
    unit: fc.oneof(
      fc.constantFrom('"', "'", "\n", ";", "--", "\\", "$1", "é", "中", "`", "/*"),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
  })
  .filter((text) => text.isWellFormed());

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test("names and values with quotes, newlines and Unicode are names and values", async () => {
  await fc.assert(
    fc.asyncProperty(name, name, name, name, async (schemaText, tableText, columnText, valueText) => {
      const [schema, table, column] = [`s${schemaText}`, `t${tableText}`, `c${columnText}`];
      await client.query(`DROP SCHEMA IF EXISTS ${quoted(schema)} CASCADE; CREATE SCHEMA ${quoted(schema)};
        CREATE TABLE ${quoted(schema)}.${quoted(table)} (${quoted(column)} text, id int)`);
      await client.query(
        `INSERT INTO ${quoted(schema)}.${quoted(table)} VALUES ($1, 1), ($2, 2), ($2, 3), (NULL, 4)`,
        [valueText, `other${valueText}`],
      );
      const properties = stringify([
        {
          name: column,
          logicalType: "string",
          quality: [
            { id: "set", metric: "invalidValues", mustBe: 0, arguments: { validValues: [valueText] } },
            {
              id: "missing",
              metric: "missingValues",
              mustBe: 0,
              arguments: { missingValues: [null, valueText] },
            },
            { id: "twice", metric: "duplicateValues", mustBe: 0 },
            {
              id: "sql",
              type: "sql",
              query: "SELECT count(*) FROM ${table} WHERE ${column} IS NULL",
              mustBe: 1,
            },
          ],
        },
        { name: "id", logicalType: "integer", primaryKey: true },
      ]).trimEnd();
      const contract = dailyContract({ schema, table, properties, settings: SETTINGS });
      const { checks } = await runContract(client, contract, { now });
      expect(checks).toMatchObject({
        set: { failedRows: 2, failed: [{ row: { [column]: `other${valueText}` } }, {}] },
        missing: { failedRows: 2 },
        twice: { value: 1, duplicates: [{ key: { [column]: `other${valueText}` } }] },
        sql: { verdict: "pass", value: 1 },
      });
      const parsed = parseContract(contract, "test.odcs.yaml");
      const shown = await client.query(failingRowsSql(parsed, "set", { now })!);
      expect(shown.rows).toEqual([2, 3].map((id) => ({ [column]: `other${valueText}`, id })));
      await client.query(`DROP SCHEMA ${quoted(schema)} CASCADE`);
    }),
    { numRuns: 60 },
  );
}, 60_000);

test("a query of an author can't be led elsewhere by what stands in the dataset's schema or the search path", async () => {
  await client.query(`CREATE SCHEMA IF NOT EXISTS mine; CREATE SCHEMA IF NOT EXISTS secret;
    CREATE TABLE mine.daily_kline (id int); CREATE TABLE secret.daily_kline (id int);
    INSERT INTO mine.daily_kline VALUES (1); INSERT INTO secret.daily_kline VALUES (1), (2);
    CREATE FUNCTION mine.abs(int) RETURNS int LANGUAGE sql AS 'SELECT 99';
    SET search_path = secret, mine`);
  const quality = `- { id: sql, type: sql, query: "SELECT count(*) + abs(-1) FROM daily_kline", mustBe: 2 }`;
  const contract = dailyContract({
    schema: "mine",
    properties: "- { name: id, logicalType: integer }",
    settings: SETTINGS,
    quality,
  });
  const { checks } = await runContract(client, contract, { now });
  expect(checks["sql"]).toMatchObject({ verdict: "pass", value: 2 });
});

test("a query that gives several rows or no number is an error, and spoils no other check", async () => {
  await client.query(
    "CREATE SCHEMA IF NOT EXISTS two; CREATE TABLE two.daily_kline AS SELECT 1 AS id UNION SELECT 2",
  );
  const quality = `- { id: rows, type: sql, query: "SELECT id FROM daily_kline", mustBe: 1 }
- { id: text, type: sql, query: "SELECT 'x'", mustBe: 1 }
- { id: none, type: sql, query: "SELECT 1 WHERE false -- nothing", mustBe: 1 }`;
  const contract = dailyContract({
    schema: "two",
    properties: "- { name: id, logicalType: integer }",
    settings: SETTINGS,
    quality,
  });
  const { checks } = await runContract(client, contract, { now });
  expect(checks).toMatchObject({
    rows: { verdict: "error", reason: { code: "statementFailed" } },
    text: { verdict: "error", reason: { code: "noValue" } },
    none: { verdict: "error", reason: { code: "noValue" } },
    rowCount: { verdict: "pass" },
  });
});
