import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { dailyContract } from "../testing/daily-contract.ts";
import { runContract } from "./run-contract.ts";

let database: TestDatabase;
let client: pg.Client;
// A Wednesday, after the close.
const now = new Date("2025-06-11T18:00:00+08:00");

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

beforeEach(async () => {
  await client.query(`DROP TABLE IF EXISTS daily_kline;
    CREATE TABLE daily_kline (symbol varchar(16), trade_date date, open float8, high float8, low float8, close float8,
      volume bigint, amount float8)`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test("a right table passes, with one scan and one query for duplicates", async () => {
  await client.query(
    "INSERT INTO daily_kline VALUES ('600000.SH', '2025-06-11', 10, 11, 9, 10.5, 100, 1000)",
  );
  const { checks, plan } = await runContract(client, dailyContract(), { now });
  expect(Object.values(checks).filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  expect(plan.statements.map(({ name }) => name)).toEqual(["scan", "duplicateValues-1"]);
});

test("failed rows come with their key and with all the checks that they fail", async () => {
  await client.query(`INSERT INTO daily_kline VALUES
    ('600000.SH', '2025-06-11', 10, 11, 9, 10.5, 100, 1000), ('600001.SH', '2025-06-11', NULL, 8, 9, 8.5, -1, 1000)`);
  const quality = `- { type: custom, engine: mystocks, implementation: ohlc }
- { type: custom, engine: mystocks, implementation: volume }
- { type: custom, engine: mystocks, implementation: { check: completeness, columns: [open] } }`;
  const { checks, results } = await runContract(client, dailyContract({ quality }), { now });
  expect(checks["ohlc:open+high+low+close"]).toMatchObject({
    verdict: "fail",
    value: 1,
    failedRows: 1,
    totalRows: 2,
  });
  expect(checks["ohlc:open+high+low+close"]!.failed).toEqual([
    {
      key: { symbol: "600001.SH", trade_date: "2025-06-11" },
      row: {
        symbol: "600001.SH",
        trade_date: "2025-06-11",
        open: null,
        high: "8",
        low: "9",
        close: "8.5",
        volume: "-1",
        amount: "1000",
      },
      checks: expect.arrayContaining(["ohlc:open+high+low+close", "completeness:open"]) as never,
    },
  ]);
  expect(checks["completeness:open"]).toMatchObject({ verdict: "fail", value: 50, bound: "<= 10 %" });
  expect(Object.keys(results)).toContain("scan-sample");
});
