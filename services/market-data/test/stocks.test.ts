import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parseContract } from "@mystocks/checks";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { Pool } from "pg";
import { columnLiteral } from "../column-literal.ts";
import { readSourcePrices } from "../prices.ts";
import { runContract } from "./run-contract.ts";

// Five shares by month, January 2000 to March 2010 (GOOG from August 2004), as the source has them. What fails was looked
// up in the file by hand.

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: stocks
version: 1.0.0
status: active
customProperties:
  - property: mystocks
    value: { calendar: XNYS, time: month, symbol: symbol }
schema:
  - name: stocks
    properties:
      - { name: symbol, logicalType: string, primaryKey: true, primaryKeyPosition: 1 }
      - { name: month, logicalType: date, primaryKey: true, primaryKeyPosition: 2 }
      - { name: close, logicalType: number, required: true, logicalTypeOptions: { exclusiveMinimum: 0, maximum: 10000 } }
    quality:
      - { id: months, metric: rowCount, mustBe: 560 }
      - { id: closed, type: custom, engine: mystocks, implementation: closedDays }
      - { id: stale, type: custom, engine: mystocks, implementation: { check: stale, rows: 2 } }
      - { id: jump, type: custom, engine: mystocks, implementation: { check: jump, atMost: 0.5 } }
      - { id: tick, type: custom, engine: mystocks, implementation: { check: tickSize, columns: [close] } }
`;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  pool = new Pool({ connectionString: database.url, max: 2 });
  const { stocks } = await readSourcePrices();
  await pool.query("CREATE TABLE stocks (symbol text, month date, close float8)");
  await pool.query(
    `INSERT INTO stocks SELECT * FROM unnest($1::text[], $2::date[], $3::float8[])`,
    [
      stocks.map(({ symbol }) => symbol),
      stocks.map(({ month }) => month),
      stocks.map(({ price }) => price),
    ].map(columnLiteral),
  );
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

test("ten years of five shares pass what they should and fail with the very months", async () => {
  const contract = parseContract(CONTRACT, "stocks.odcs.yaml");
  const { checks } = await runContract(pool, contract, { now: new Date("2010-04-05T12:00:00Z") });
  const broken = Object.values(checks).filter(({ verdict }) => verdict !== "pass");
  expect(broken.map(({ checkId }) => checkId).sort()).toEqual(["closed", "jump", "stale"]);
  const found = (id: string) =>
    checks[id]!.failed.map(({ key }) => `${key["symbol"]} ${key["month"]}`).sort();
  // 30.47 to 12.88; 10.23 to 15.78, 6.98 to 11.32 and 39.79 to 61.33.
  expect(found("jump")).toEqual(["AAPL 2000-09-01", "AMZN 2001-04-01", "AMZN 2001-11-01", "AMZN 2007-04-01"]);
  // 28.4 in July and in August.
  expect(found("stale")).toEqual(["MSFT 2000-08-01"]);
  // Stamped with the first of the month: 163 are weekends, 36 New Year's Days, 9 Labor Days (2003 and 2008).
  expect(checks["closed"]!.failedRows).toBe(163 + 36 + 9);
});
