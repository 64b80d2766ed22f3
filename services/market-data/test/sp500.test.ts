import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseContract } from "@mystocks/checks";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { Pool } from "pg";
import { columnLiteral } from "../column-literal.ts";
import { readSourcePrices } from "../prices.ts";
import { runContract } from "./run-contract.ts";

// The S&P 500 from 2000-01-03 to 2020-04-17 on its real days, against the calendar of the New York Stock Exchange.
// What fails was looked up in the file by hand.

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: sp500
version: 1.0.0
status: active
customProperties:
  - property: mystocks
    value: { calendar: XNYS, time: trade_date, symbol: symbol }
schema:
  - name: sp500
    properties:
      - { name: symbol, logicalType: string, primaryKey: true, primaryKeyPosition: 1 }
      - { name: trade_date, logicalType: date, primaryKey: true, primaryKeyPosition: 2 }
      - { name: open, logicalType: number, required: true }
      - { name: high, logicalType: number, required: true }
      - { name: low, logicalType: number, required: true }
      - { name: close, logicalType: number, required: true }
      - { name: volume, logicalType: integer, required: true, logicalTypeOptions: { exclusiveMinimum: 0 } }
    quality:
      - { id: days, metric: rowCount, mustBe: 5105 }
      - { id: ohlc, type: custom, engine: mystocks, implementation: ohlc }
      - { id: gaps, type: custom, engine: mystocks, implementation: { check: gaps, sessions: 5105 } }
      - { id: closed, type: custom, engine: mystocks, implementation: closedDays }
      - { id: stale, type: custom, engine: mystocks, implementation: { check: stale, rows: 2, volume: volume } }
      - { id: jump, type: custom, engine: mystocks, implementation: { check: jump, atMost: 0.1 } }
      - { id: tick, type: custom, engine: mystocks, implementation: { check: tickSize, columns: [close] } }
      - { id: fresh, type: custom, engine: mystocks, implementation: freshness }
`;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  const { index } = await readSourcePrices();
  await pool.query(`CREATE TABLE sp500 (symbol text, trade_date date, open float8, high float8, low float8, close float8,
    volume bigint)`);
  await pool.query(
    `INSERT INTO sp500 SELECT 'SPX.US', * FROM unnest($1::date[], $2::float8[], $3::float8[], $4::float8[], $5::float8[], $6::bigint[])`,
    [
      index.map(({ date }) => date),
      index.map(({ open }) => open),
      index.map(({ high }) => high),
      index.map(({ low }) => low),
      index.map(({ close }) => close),
      index.map(({ volume }) => volume),
    ].map(columnLiteral),
  );
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("twenty years of the S&P 500 pass what they should and fail with the very days", async () => {
  const contract = parseContract(CONTRACT, "sp500.odcs.yaml");
  const { checks } = await runContract(pool, contract, { now: new Date("2020-04-19T12:00:00Z") });
  const verdicts = Object.fromEntries(
    Object.values(checks).map(({ checkId, verdict }) => [checkId, verdict]),
  );
  expect(
    Object.keys(verdicts)
      .filter((id) => verdicts[id] !== "pass")
      .sort(),
  ).toEqual(["jump", "stale", "tick"]);
  expect(checks["gaps"]).toMatchObject({ totalRows: 5105, failedRows: 0 });
  const days = (id: string) => checks[id]!.failed.map(({ key }) => key["trade_date"]);
  // The three days on which the index moved by more than a tenth.
  expect(days("jump")).toEqual(["2008-10-13", "2008-10-28", "2020-03-16"]);
  // Closes that equal the close before, to the cent.
  expect(days("stale")).toEqual(["2003-01-10", "2008-01-03", "2017-01-10"]);
  // The source has 1455.219971 for 1455.22: prices that went through single precision.
  expect(checks["tick"]).toMatchObject({ failedRows: 4913 });
});

test("a year later it is late, and over a long weekend it is not", async () => {
  const contract = parseContract(CONTRACT, "sp500.odcs.yaml");
  const fresh = async (now: string) =>
    (await runContract(pool, contract, { now: new Date(now) })).checks["fresh"];
  expect(await fresh("2020-04-20T19:59:00Z")).toMatchObject({ verdict: "pass", value: 0 });
  expect(await fresh("2021-04-17T12:00:00Z")).toMatchObject({ verdict: "fail" });
});
