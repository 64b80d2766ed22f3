import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { openCalendar } from "@mystocks/calendar";
import * as fc from "fast-check";
import pg from "pg";
import { parseContract } from "../index.ts";
import { dailyContract } from "../testing/daily-contract.ts";
import { duplicates, failedRows, failedSeries, ROW_RULES, type Row } from "./plain-judge.ts";
import { runContract } from "./run-contract.ts";

const QUALITY = `- { id: duplicates, metric: duplicateValues, mustBe: 0, arguments: { properties: [symbol, trade_date] } }
- { id: ohlc, type: custom, engine: mystocks, implementation: ohlc }
- { id: volume, type: custom, engine: mystocks, implementation: { check: volume, amount: amount, tolerance: 0.1 } }
- { id: complete, type: custom, engine: mystocks, implementation: { check: completeness, columns: [open, close] } }
- { id: compare, type: custom, engine: mystocks, implementation: { check: compare, left: open, operator: "<=", right: factor } }
- { id: closed, type: custom, engine: mystocks, implementation: closedDays }
- { id: previous-close, type: custom, engine: mystocks, implementation: { check: previousClose, adjustFactor: factor, tolerance: 0.5 } }
- { id: adjust-factor, type: custom, engine: mystocks, implementation: { check: adjustFactor, column: factor } }
- { id: jump, type: custom, engine: mystocks, implementation: { check: jump, atMost: 0.3 } }
- { id: stale, type: custom, engine: mystocks, implementation: { check: stale, rows: 3, volume: volume } }`;

const PROPERTIES = `- name: symbol
  logicalType: string
  quality: [{ id: pattern, metric: invalidValues, mustBe: 0, arguments: { pattern: '^\\d{6}\\.(SH|SZ)$' } }]
- { name: trade_date, logicalType: date }
- { name: open, logicalType: number }
- { name: high, logicalType: number }
- { name: low, logicalType: number }
- name: close
  logicalType: number
  quality: [{ id: no-nulls, metric: nullValues, mustBe: 0 }]
- { name: volume, logicalType: integer }
- name: amount
  logicalType: number
  quality: [{ id: range, metric: invalidValues, mustBe: 0, arguments: { minimum: 0, exclusiveMaximum: 1000 } }]
- { name: pre_close, logicalType: number }
- { name: factor, logicalType: number }
- name: source
  logicalType: string
  quality:
    - { id: set, metric: invalidValues, mustBe: 0, arguments: { validValues: [tdx, akshare, "o'brien"] } }
    - { id: no-missing, metric: missingValues, mustBe: 0, arguments: { missingValues: [null, "", "N/A"] } }`;

const contract = parseContract(dailyContract({ quality: QUALITY, properties: PROPERTIES }), "property");
const calendar = openCalendar("XSHG");
const calendars = () => calendar;
const now = new Date("2025-06-13T20:00:00+08:00");
const OPEN = ["2025-06-09", "2025-06-10", "2025-06-11", "2025-06-12", "2025-06-13"];
const CLOSED = ["2025-06-08", "2025-06-07"];

const price = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }).map((quarters) => quarters / 4) },
  { weight: 1, arbitrary: fc.constantFrom(null, Number.NaN, Infinity, -Infinity, 0, -1) },
);
const finite = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 1, arbitrary: fc.constantFrom(null, 0, -1) },
);
const row: fc.Arbitrary<Row> = fc.record({
  symbol: fc.constantFrom("600000.SH", "000001.SZ", "x", null),
  trade_date: fc.constantFrom(...OPEN, ...CLOSED),
  open: price,
  high: price,
  low: price,
  close: price,
  volume: finite,
  amount: price,
  pre_close: price,
  factor: price,
  source: fc.constantFrom("tdx", "akshare", "o'brien", "N/A", "", null, "other"),
});
const others = {
  trade_date: fc.constantFrom(...OPEN, ...CLOSED),
  open: price,
  high: price,
  low: price,
  volume: finite,
  amount: price,
  source: fc.constant("tdx"),
};
/** Prices that are numbers, one row a symbol and day. */
const series = fc
  .array(
    fc.record({
      ...others,
      close: finite,
      pre_close: finite,
      factor: finite,
      symbol: fc.constantFrom("a", "b"),
    }),
    { maxLength: 14 },
  )
  .map((rows) => [...new Map(rows.map((one) => [`${one.symbol}${one.trade_date}`, one])).values()]);

jest.setTimeout(60_000);

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE TABLE daily_kline (symbol varchar(16), trade_date date, open float8, high float8, low float8,
    close float8, volume bigint, amount float8, pre_close float8, factor float8, source text)`);
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

test.each(["no index", "an index on the key"])("row checks equal a plain judge, with %s", async (index) => {
  await client.query("DROP INDEX IF EXISTS by_key");
  if (index !== "no index")
    await client.query("CREATE INDEX by_key ON daily_kline (symbol, trade_date DESC)");
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 25 }), async (rows) => {
      await fill(rows);
      const { checks } = await runContract(client, contract, { now, calendars });
      const { "finite:pre_close+factor": finiteCheck, ...others } = checks;
      const found = { ...others, finite: finiteCheck! };
      for (const id of Object.keys(ROW_RULES)) {
        const failed = failedRows(id, rows);
        expect([id, found[id as never]]).toMatchObject([id, { failedRows: failed, totalRows: rows.length }]);
        expect(checks[id]?.failed.length ?? failed).toBe(failed);
      }
      const { keys, rows: doubled } = duplicates(rows);
      expect(checks["duplicates"]).toMatchObject({
        verdict: keys === 0 ? "pass" : "fail",
        reason: { params: { keys, rows: doubled } },
      });
      expect(checks["closed"]!.failedRows).toBe(
        rows.filter(({ trade_date }) => CLOSED.includes(trade_date)).length,
      );
    }),
    { numRuns: 60 },
  );
});

test("series checks equal a plain judge", async () => {
  await fc.assert(
    fc.asyncProperty(series, async (rows) => {
      fc.pre(rows.length > 0);
      await fill(rows);
      const { checks } = await runContract(client, contract, { now, calendars });
      for (const id of ["previous-close", "adjust-factor", "jump", "stale"]) {
        const failed = failedSeries(id, rows);
        expect([id, checks[id]]).toMatchObject([id, { failedRows: failed, totalRows: rows.length }]);
        expect(checks[id]!.failed).toHaveLength(failed);
      }
    }),
    { numRuns: 60 },
  );
});

test("partitions add up to the whole", async () => {
  await fc.assert(
    fc.asyncProperty(series, async (rows) => {
      fc.pre(rows.length > 0);
      await fill(rows);
      const whole = await runContract(client, contract, { now, calendars });
      const days = [...CLOSED, ...OPEN];
      const parts = [];
      for (const partition of days)
        parts.push(await runContract(client, contract, { now, calendars, partition }));
      for (const id of ["ohlc", "volume", "previous-close", "jump", "stale", "set"]) {
        const sum = parts.reduce((failed, { checks }) => failed + (checks[id]!.failedRows ?? 0), 0);
        expect([id, sum]).toEqual([id, whole.checks[id]!.failedRows]);
      }
    }),
    { numRuns: 15 },
  );
});

async function fill(rows: readonly Row[]): Promise<void> {
  await client.query("TRUNCATE daily_kline");
  const names = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  await client.query(
    `INSERT INTO daily_kline (${names.join(", ")}) SELECT ${names
      .map((name) => `r->>'${name}'`)
      .map(cast(names))
      .join(", ")}
     FROM json_array_elements($1::json) AS r`,
    [JSON.stringify(rows, (_, field: unknown) => (typeof field === "number" ? String(field) : field))],
  );
}

const TYPES: Partial<Record<keyof Row, string>> = {
  symbol: "text",
  trade_date: "date",
  volume: "bigint",
  source: "text",
};
const cast = (names: readonly (keyof Row)[]) => (text: string, at: number) =>
  `(${text})::${TYPES[names[at]!] ?? "float8"}`;
