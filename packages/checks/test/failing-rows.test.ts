import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { failingRowsSql, missingSymbolsStatement, factsFromContract, parseContract } from "../index.ts";
import { dailyContract } from "../testing/daily-contract.ts";
import { runContract } from "./run-contract.ts";

let database: TestDatabase;
let client: pg.Client;
const now = new Date("2025-06-11T18:00:00+08:00");
const QUALITY = `- { id: ohlc, type: custom, engine: mystocks, implementation: ohlc }
- { id: stale, type: custom, engine: mystocks, implementation: { check: stale, rows: 3 } }
- { id: gaps, type: custom, engine: mystocks, implementation: { check: gaps, sessions: 5 } }
- { id: twice, metric: duplicateValues, mustBe: 0, arguments: { properties: [symbol, trade_date] } }`;
const contract = parseContract(dailyContract({ quality: QUALITY }), "test.odcs.yaml");
const DAYS = ["2025-06-05", "2025-06-06", "2025-06-09", "2025-06-10", "2025-06-11"];

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `CREATE TABLE daily_kline (symbol text, trade_date date, open float8, high float8, low float8, close float8,
       volume bigint, amount float8)`,
  );
  await client.query(
    `INSERT INTO daily_kline
     SELECT symbol, day::date, 10, CASE WHEN symbol = 'b' AND day = '2025-06-11' THEN 8 ELSE 11 END, 9,
       CASE symbol WHEN 'c' THEN 10 ELSE 9 + row_number() OVER (PARTITION BY symbol) * 0.1 END, 100, 1000
     FROM unnest(ARRAY['a', 'b', 'c', 'd''; --']) AS symbol, unnest($1::text[]) AS day
     WHERE NOT (symbol = 'a' AND day = '2025-06-10')`,
    [DAYS],
  );
  await client.query(
    "INSERT INTO daily_kline SELECT * FROM daily_kline WHERE symbol = 'b' AND trade_date = '2025-06-10'",
  );
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test.each(["ohlc", "stale"])("the SQL of %s shows the rows that the run kept", async (id) => {
  const { checks } = await runContract(client, contract, { now });
  const { rows } = await client.query<{ symbol: string }>(failingRowsSql(contract, id, { now })!);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ symbol }) => symbol)).toEqual(checks[id]!.failed.map(({ row }) => row["symbol"]));
});

test.each(["gaps", "twice"])("the SQL of %s counts what the run counted", async (id) => {
  const text = failingRowsSql(contract, id, { now })!;
  const { rows } = await client.query<Record<string, unknown>>(text);
  expect(JSON.stringify(rows)).toContain(id === "gaps" ? '"a"' : '"b"');
});

test("a check that needs no rows has no SQL, nor one that there is none of", () => {
  expect(failingRowsSql(contract, "schema", { now })).toBeUndefined();
  expect(failingRowsSql(contract, "nothing", { now })).toBeUndefined();
});

test("symbols without a row on the day are named, those of other days do not count", async () => {
  const symbols = ["a", "b", "d'; --", "never"];
  const statement = missingSymbolsStatement(contract, factsFromContract(contract), {
    day: "2025-06-10",
    symbols,
    now,
  })!;
  const { rows } = await client.query<{ symbol: string }>(statement.text, statement.values);
  expect(rows.map(({ symbol }) => symbol)).toEqual(["a", "never"]);
});
