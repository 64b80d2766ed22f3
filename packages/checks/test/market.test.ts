import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { createCalendar, openCalendar } from "@mystocks/calendar";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import pg from "pg";
import { dailyContract } from "../testing/daily-contract.ts";
import { runContract } from "./run-contract.ts";

jest.setTimeout(30_000);

let database: TestDatabase;
let client: pg.Client;
const now = new Date("2026-07-10T20:00:00+08:00");
const calendar = openCalendar("XSHG");
const calendars = () => calendar;

beforeAll(async () => {
  database = await openTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const custom = (id: string, implementation: string) =>
  `- { id: ${id}, type: custom, engine: mystocks, implementation: ${implementation} }`;

async function daily(rows: string, extra = ""): Promise<void> {
  await client.query(`DROP TABLE IF EXISTS daily_kline, stock_info, suspensions, other CASCADE;
    CREATE TABLE daily_kline (symbol varchar(16), trade_date date, open numeric(12,3), high numeric(12,3),
      low numeric(12,3), close numeric(12,3), volume bigint, amount numeric(20,2), pre_close numeric(12,3), factor float8);
    CREATE TABLE stock_info (symbol text, name text, board text, list_date date, delist_date date);
    CREATE TABLE suspensions (symbol text, from_date date, to_date date);
    ${extra}`);
  if (rows !== "")
    await client.query(
      `INSERT INTO daily_kline (symbol, trade_date, close, high, low, pre_close) VALUES ${rows}`,
    );
}

const PROPERTIES = [
  "symbol",
  "trade_date",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "amount",
  "pre_close",
  "factor",
]
  .map(
    (name) =>
      `- { name: ${name}, logicalType: ${name === "symbol" ? "string" : name === "trade_date" ? "date" : name === "volume" ? "integer" : "number"} }`,
  )
  .join("\n");

async function failing(quality: string, options: object = {}): Promise<Record<string, string[]>> {
  const contract = dailyContract({ quality, properties: PROPERTIES });
  const { checks } = await runContract(client, contract, { now, calendars, ...options });
  const errors = Object.values(checks).filter(
    ({ verdict, sampleError }) => verdict === "error" || sampleError !== null,
  );
  expect(errors).toEqual([]);
  return Object.fromEntries(
    Object.values(checks).map(({ checkId, failed }) => [
      checkId,
      failed.map(({ row }) => [row["symbol"], row["trade_date"] ?? row["missing"] ?? row["time"]].join(" ")),
    ]),
  );
}

test.each([
  ["main board, at its limit", "600000.SH", "浦发银行", "2025-06-11", 10.05, 11.06, false],
  ["main board, a tick beyond", "600000.SH", "浦发银行", "2025-06-11", 10.05, 11.07, true],
  ["main board, down to its limit", "600000.SH", "浦发银行", "2025-06-11", 1.15, 1.04, false],
  ["main board, down beyond", "600000.SH", "浦发银行", "2025-06-11", 1.15, 1.03, true],
  ["at least one tick from the base", "600000.SH", "浦发银行", "2025-06-11", 0.04, 0.05, false],
  ["ST before the change", "600001.SH", "*ST 邯钢", "2026-07-03", 10, 10.5, false],
  ["ST before the change, beyond", "600001.SH", "*ST 邯钢", "2026-07-03", 10, 10.51, true],
  ["ST since the change", "600001.SH", "ST邯钢", "2026-07-06", 10, 11, false],
  ["ST since the change, beyond", "600001.SH", "ST邯钢", "2026-07-06", 10, 11.01, true],
  ["ChiNext before 2020-08-24", "300001.SZ", "特锐德", "2020-08-21", 10, 11.01, true],
  ["ChiNext since 2020-08-24", "300001.SZ", "特锐德", "2020-08-24", 10, 12, false],
  ["STAR", "688001.SH", "华兴源创", "2025-06-11", 10, 12.01, true],
  ["BSE", "830799.BJ", "艾融软件", "2025-06-11", 10, 13, false],
  ["a board that nobody knows", "SPX.US", "S&P 500", "2025-06-11", 10, 30, false],
  ["before there were limits", "600000.SH", "浦发银行", "1996-12-13", 10, 30, false],
])("price limit: %s", async (_, symbol, name, day, previous, price, fails) => {
  const [high, low] = price > previous ? [price, previous] : [previous, price];
  await daily(`('${symbol}', '${day}', ${price}, ${high}, ${low}, ${previous})`);
  await client.query("INSERT INTO stock_info VALUES ($1, $2), ($1, $2)", [symbol, name]);
  const rows = await failing(
    custom(
      "limit",
      "{ check: priceLimit, previousClose: pre_close, listing: { table: stock_info, name: name } }",
    ),
  );
  expect(rows["limit"]).toEqual(fails ? [`${symbol} ${day}`] : []);
});

test("price limit: without a previous close the close before counts, and five first sessions are free", async () => {
  await daily(`('688001.SH', '2025-06-03', 10, 10, 10, NULL), ('688001.SH', '2025-06-04', 20, 20, 10, NULL),
    ('688001.SH', '2025-06-09', 40, 40, 10, NULL), ('688001.SH', '2025-06-10', 80, 80, 10, NULL)`);
  await client.query("INSERT INTO stock_info VALUES ('688001.SH', 'x', 'STAR', '2025-06-03')");
  const listing = "{ table: stock_info, listed: list_date, board: board }";
  const rows = await failing(custom("limit", `{ check: priceLimit, listing: ${listing} }`));
  // 2025-06-09 is the fifth session, 2025-06-10 the sixth.
  expect(rows["limit"]).toEqual(["688001.SH 2025-06-10"]);
});

test("gaps: listed symbols on open days that are due, less suspensions", async () => {
  await daily(
    `('a', '2026-07-08', 1, 1, 1, 1), ('a', '2026-07-09', 1, 1, 1, 1), ('b', '2026-07-08', 1, 1, 1, 1)`,
  );
  await client.query(`INSERT INTO stock_info (symbol, list_date, delist_date) VALUES ('a', '2020-01-01', NULL),
      ('b', '2020-01-01', NULL), ('c', '2026-07-10', NULL), ('d', '2020-01-01', '2026-07-08'), ('e', '2020-01-01', NULL);
    INSERT INTO suspensions VALUES ('e', '2026-07-01', NULL)`);
  const quality = custom(
    "gaps",
    `{ check: gaps, sessions: 3, listing: { table: stock_info, listed: list_date, delisted: delist_date },
      suspensions: { table: suspensions, from: from_date, to: to_date } }`,
  );
  // 2026-07-10 is due a day after its close.
  expect((await failing(quality))["gaps"]).toEqual([
    "a 2026-07-07",
    "b 2026-07-07",
    "b 2026-07-09",
    "d 2026-07-07",
    "d 2026-07-08",
  ]);
  expect((await failing(quality, { partition: "2026-07-09" }))["gaps"]).toEqual(["b 2026-07-09"]);
});

test("gaps: without a listing a symbol is expected from its first row on", async () => {
  await daily(
    `('a', '2026-07-06', 1, 1, 1, 1), ('a', '2026-07-08', 1, 1, 1, 1), ('b', '2026-07-08', 1, 1, 1, 1)`,
  );
  const quality = custom("gaps", "gaps");
  expect((await failing(quality))["gaps"]).toEqual(["a 2026-07-07", "a 2026-07-09", "b 2026-07-09"]);
  expect((await failing(quality, { partition: "2026-07-09" }))["gaps"]).toEqual([
    "a 2026-07-09",
    "b 2026-07-09",
  ]);
});

test("minute bars: the lunch break, the grid of sessions, and freshness by open market", async () => {
  await client.query(`DROP TABLE IF EXISTS minutes; CREATE TABLE minutes (symbol text, ts timestamptz);
    INSERT INTO minutes SELECT 'a', '2026-07-10 09:30+08'::timestamptz + n * interval '1 minute' FROM generate_series(1, 120) n;
    INSERT INTO minutes SELECT 'a', '2026-07-10 13:00+08'::timestamptz + n * interval '1 minute' FROM generate_series(1, 60) n;
    INSERT INTO minutes VALUES ('b', '2026-07-10 11:31+08'), ('b', '2026-07-10 09:30+08'), ('b', '2026-07-11 10:00+08')`);
  const contract = dailyContract({
    table: "minutes",
    settings: "calendar: XSHG\ntime: ts\nsymbol: symbol",
    properties: "- { name: symbol, logicalType: string }\n- { name: ts, logicalType: timestamp }",
    quality: [
      custom("gaps", "{ check: gaps, barMinutes: 1, stamp: close }"),
      custom("sessions", "{ check: sessions, stamp: close }"),
      custom("closed", "closedDays"),
      custom("fresh", "freshness"),
    ].join("\n"),
  });
  const run = async (at: string, partition?: string) =>
    (await runContract(client, contract, { now: new Date(at), calendars, partition })).checks;
  const afternoon = await run("2026-07-10T14:10:00+08:00", "2026-07-10");
  // Due by 14:05: 120 bars of the morning and 65 of the afternoon, of a and of b.
  expect(afternoon["gaps"]).toMatchObject({ verdict: "fail", totalRows: 370, failedRows: 5 + 185 });
  // As text in the server's zone: only the minute is sure.
  expect(afternoon["sessions"]!.failed.map(({ row }) => row["ts"]!.slice(13, 16))).toEqual([":30", ":31"]);
  expect(afternoon["fresh"]).toMatchObject({ verdict: "warn", value: 600, bound: "<= 300 s" });
  const night = await run("2026-07-13T09:00:00+08:00");
  // An hour of Friday's market is missing; the night and the weekend are none.
  expect(night["fresh"]).toMatchObject({ value: 0 });
  expect(night["closed"]!.failedRows).toBe(1);
  await client.query("DELETE FROM minutes WHERE ts > '2026-07-11'");
  expect((await run("2026-07-13T09:00:00+08:00"))["fresh"]).toMatchObject({ verdict: "fail", value: 3600 });
});

test("half days: a bar after an early close is outside the sessions", async () => {
  await client.query(`DROP TABLE IF EXISTS minutes; CREATE TABLE minutes (symbol text, ts timestamptz);
    INSERT INTO minutes VALUES ('a', '2025-11-28 12:30-05'), ('a', '2025-11-28 13:30-05'), ('a', '2025-11-26 13:30-05')`);
  const contract = dailyContract({
    table: "minutes",
    settings: "calendar: XNYS\ntime: ts\nsymbol: symbol",
    properties: "- { name: symbol, logicalType: string }\n- { name: ts, logicalType: timestamp }",
    quality: custom("sessions", "sessions"),
  });
  const { checks } = await runContract(client, contract, { now });
  expect(checks["sessions"]!.failedRows).toBe(1);
});

test("daily data is late from the moment it is due, and on closed days the last open day counts", async () => {
  await daily("('a', '2026-07-09', 1, 1, 1, 1)");
  const contract = dailyContract({
    properties: PROPERTIES,
    sla: '- { property: timeOfAvailability, value: "17:30" }',
  });
  const fresh = async (at: string) =>
    (await runContract(client, contract, { now: new Date(at), calendars })).checks["freshness:trade_date"];
  expect(await fresh("2026-07-10T17:29:00+08:00")).toMatchObject({ verdict: "pass", value: 0 });
  expect(await fresh("2026-07-10T17:31:00+08:00")).toMatchObject({
    verdict: "fail",
    value: 60,
    why: { en: "data of 2026-07-10 was due at 2026-07-10T09:30:00.000Z; the newest is of 2026-07-09" },
  });
  await client.query("INSERT INTO daily_kline (symbol, trade_date) VALUES ('a', '2026-07-10')");
  expect(await fresh("2026-07-12T12:00:00+08:00")).toMatchObject({ verdict: "pass" });
});

test("outliers are far from their own symbol's median; a constant series has none", async () => {
  await daily("");
  await client.query(`INSERT INTO daily_kline (symbol, trade_date, close)
    SELECT s, day, CASE s WHEN 'constant' THEN 10 WHEN 'calm' THEN 100 + (extract(day FROM day)::int % 5) ELSE 100 + (extract(day FROM day)::int % 5) * 20 END
    FROM unnest(ARRAY['calm', 'wild', 'constant']) s, generate_series('2026-05-01'::date, '2026-07-10', '1 day') day;
    UPDATE daily_kline SET close = 150 WHERE trade_date = '2026-07-08' AND symbol <> 'constant';
    UPDATE daily_kline SET close = 11 WHERE trade_date = '2026-07-08' AND symbol = 'constant'`);
  const quality = custom("far", "{ check: outlier, of: value }");
  expect((await failing(quality))["far"]).toEqual(["calm 2026-07-08"]);
  expect((await failing(quality, { partition: "2026-07-09" }))["far"]).toEqual([]);
});

test("reconciliation: differences beyond the tolerance, and rows that one side lacks", async () => {
  await daily(
    "('a', '2026-07-08', 100, 1, 1, 1), ('b', '2026-07-08', 100, 1, 1, 1), ('c', '2026-07-08', 100, 1, 1, 1), ('n', '2026-07-08', 'NaN', 1, 1, 1)",
    "CREATE TABLE other (code text, day date, price float8);",
  );
  await client.query(`INSERT INTO other VALUES ('a', '2026-07-08', 100.9), ('b', '2026-07-08', 102), ('d', '2026-07-08', 1),
    ('n', '2026-07-08', 'NaN'), ('old', '2026-07-01', 1)`);
  const quality = custom(
    "same",
    "{ check: reconcile, with: other, on: { symbol: code, trade_date: day }, compare: { close: price }, tolerance: 0.01 }",
  );
  expect((await failing(quality, { partition: "2026-07-08" }))["same"]).toEqual([
    "b 2026-07-08",
    "c 2026-07-08",
    "d 2026-07-08",
    "n 2026-07-08",
  ]);
  expect((await failing(quality))["same"]).toHaveLength(5);
});

test("a reference that is found nowhere fails, one to nothing does not", async () => {
  await daily(
    "('a', '2026-07-08', 1, 1, 1, 1), ('z', '2026-07-08', 1, 1, 1, 1), (NULL, '2026-07-08', 1, 1, 1, 1)",
  );
  await client.query("INSERT INTO stock_info (symbol) VALUES ('a')");
  const properties = PROPERTIES.replace(
    "- { name: symbol, logicalType: string }",
    "- name: symbol\n  logicalType: string\n  relationships: [{ to: stock_info.symbol }]",
  );
  const { checks } = await runContract(client, dailyContract({ properties }), { now, calendars });
  expect(checks["reference:symbol"]).toMatchObject({
    verdict: "fail",
    failedRows: 1,
    failed: [{ row: { symbol: "z" } }],
  });
});

test("ticks are decimal: 10.05 is a multiple of 0.01, 10.055 is not", async () => {
  await daily(
    "('a', '2026-07-08', 10.05, 1, 1, 1), ('b', '2026-07-08', 10.055, 1, 1, 1), ('c', '2026-07-08', 'NaN', 1, 1, 1)",
  );
  const quality = custom("tick", "{ check: tickSize, columns: [close] }");
  expect((await failing(quality))["tick"]!.sort()).toEqual(["b 2026-07-08", "c 2026-07-08"]);
});

test("a lookback does not judge rows before the partition, and finds the close before a long suspension's end", async () => {
  await daily(
    "('a', '2026-07-01', 10, 1, 1, 1), ('a', '2026-07-08', 20, 1, 1, 1), ('a', '2026-07-09', 40, 1, 1, 1)",
  );
  const quality = custom("jump", "{ check: jump, atMost: 0.5 }");
  expect((await failing(quality, { partition: "2026-07-08" }))["jump"]).toEqual(["a 2026-07-08"]);
  expect((await failing(quality))["jump"]).toEqual(["a 2026-07-08", "a 2026-07-09"]);
});

test("row counts and volumes are compared with accepted sessions only, by trading-day ordinal", async () => {
  await daily("('a', '2026-07-06', 1, 1, 1, 1)");
  await client.query("UPDATE daily_kline SET volume = 500");
  const quality = [
    custom("rows", "{ check: rowCountChange, atLeast: 3 }"),
    custom("volume", "{ check: volumeAnomaly, atLeast: 3 }"),
  ].join("\n");
  const contract = dailyContract({ quality, properties: PROPERTIES });
  const mondays = ["2026-06-29", "2026-06-22", "2026-06-15", "2026-06-08"].map((day) => ({
    day,
    value: 500,
  }));
  const others = ["2026-07-03", "2026-07-02", "2026-07-01"].map((day) => ({ day, value: 100 }));
  const run = async (history: object) =>
    (
      await runContract(client, contract, {
        now,
        calendars,
        partition: "2026-07-06",
        history: history as never,
      })
    ).checks;
  const none = await run({});
  expect(none).toMatchObject({
    rows: { verdict: "skipped", reason: { code: "historyShort" } },
    volume: { verdict: "skipped" },
  });
  const usual = await run({
    rows: [1, 2, 3].map((n) => ({ day: `2026-07-0${n}`, value: 10 })),
    volume: [...mondays, ...others],
  });
  expect(usual["rows"]).toMatchObject({ verdict: "fail", value: 90 });
  expect(usual["volume"]).toMatchObject({ verdict: "pass", value: 0 });
});

test("beyond the calendar's horizon nothing passes: it is an error that names it", async () => {
  const short = createCalendar({
    format: 1,
    mic: "XSHG",
    name: "short",
    version: 1,
    license: "x",
    sources: [],
    timeZone: "Asia/Shanghai",
    firstDay: "2026-01-01",
    lastDay: "2026-06-30",
    weekdays: [1, 2, 3, 4, 5],
    closed: [],
    special: {},
    hours: [{ from: "2026-01-01", sessions: ["09:30-11:30", "13:00-15:00"] }],
  });
  await daily("('a', '2026-07-09', 1, 1, 1, 1)");
  const quality = [custom("closed", "closedDays"), custom("gaps", "gaps"), custom("fresh", "freshness")].join(
    "\n",
  );
  const contract = dailyContract({ quality, properties: PROPERTIES });
  const { checks } = await runContract(client, contract, { now, calendars: () => short });
  for (const id of ["closed", "gaps", "fresh"])
    expect(checks[id]).toMatchObject({ verdict: "error", reason: { code: "calendarUnknown" } });
});
