import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";
import { INVALID_BAR } from "../checks.ts";
import { count, eventually, runService, type RunningService } from "./running-service.ts";

const INVALID = `daily_kline WHERE interval_type = 'D' AND ${INVALID_BAR}`;
const DOUBLED = `(SELECT FROM daily_kline GROUP BY symbol, trade_date, interval_type HAVING count(*) > 1) d`;

let running: RunningService;
beforeAll(async () => {
  running = await runService(40, 30);
}, 30_000);
afterEach(() => running.heal(), 20_000);
afterAll(() => running.close(), 20_000);

// Each asks for bars that no cache has.
let asked = 0;
const freshKlines = () => running.get(`/klines/SPX.US?limit=${1_000 + asked++}`);

test("slow-query makes readers wait for a lock that another session holds, and fails nothing", async () => {
  const failures = running.service.failures();
  await running.switchOn("slow-query");
  await eventually(
    () =>
      count(
        running.sql,
        `pg_stat_activity reader JOIN pg_stat_activity holder ON holder.pid = ANY (pg_blocking_pids(reader.pid))
         WHERE reader.application_name = 'market-data' AND holder.application_name = 'market-data maintenance'
           AND reader.query LIKE 'SELECT trade_date%' AND now() - reader.query_start > interval '4 seconds'`,
      ),
    (waiting) => waiting > 0,
  );
  await running.heal();
  expect((await freshKlines()).status).toBe(200);
  expect(await count(running.sql, "pg_locks WHERE mode = 'AccessExclusiveLock' AND granted")).toBe(0);
  expect(running.service.failures()).toBe(failures);
}, 30_000);

test("errors makes K-line queries fail with the database's own error, until it is healed", async () => {
  await running.switchOn("errors");
  expect((await freshKlines()).status).toBe(500);
  await expect(running.sql.query("SELECT adj_factor FROM daily_kline LIMIT 1")).rejects.toMatchObject({
    code: "42703",
  });
  await running.heal();
  expect((await freshKlines()).status).toBe(200);
}, 20_000);

test("late-data stops the ticks, and healing brings one of every symbol", async () => {
  await running.switchOn("late-data");
  const ticks = await count(running.sql, "tick_data");
  const loads = await count(running.sql, "trade_signals");
  await eventually(
    () => count(running.sql, "trade_signals"),
    (now) => now > loads,
  );
  expect(await count(running.sql, "tick_data")).toBe(ticks);
  const healedAt = new Date();
  await running.heal();
  const { rows } = await running.sql.query(
    "SELECT count(DISTINCT symbol)::int AS n FROM tick_data WHERE ts >= $1",
    [healedAt],
  );
  expect(rows).toEqual([{ n: 40 }]);
}, 30_000);

test("bad-rows stores impossible bars, and healing restores the right ones", async () => {
  await running.switchOn("bad-rows");
  for (const kind of ["high < low", "close = 'NaN'", "volume < 0"])
    expect(await count(running.sql, `daily_kline WHERE ${kind}`)).toBeGreaterThan(0);
  await running.heal();
  expect(await count(running.sql, INVALID)).toBe(0);
  expect(await count(running.sql, DOUBLED)).toBe(0);
}, 20_000);

test("duplicates stores rows twice, and healing leaves one of each", async () => {
  const before = await count(running.sql, "daily_kline");
  await running.switchOn("duplicates");
  expect(await count(running.sql, DOUBLED)).toBeGreaterThan(0);
  await running.heal();
  expect(await count(running.sql, DOUBLED)).toBe(0);
  expect(await count(running.sql, "daily_kline")).toBe(before);
}, 20_000);

test("pool-exhausted leaves no connection to the service's queries, until it is healed", async () => {
  await running.switchOn("pool-exhausted");
  expect((await running.get("/ready")).status).toBe(503);
  await running.heal();
  expect((await running.get("/ready")).status).toBe(200);
}, 20_000);

test("what a killed process left broken is healed by the next start", async () => {
  await running.restart(breakDatabase);
  expect((await freshKlines()).status).toBe(200);
  expect(await count(running.sql, INVALID)).toBe(0);
  expect(await count(running.sql, DOUBLED)).toBe(0);
  expect(await count(running.sql, "pg_indexes WHERE indexname = 'daily_kline_symbol_date'")).toBe(1);
}, 30_000);

async function breakDatabase(): Promise<void> {
  await running.sql.query("ALTER TABLE daily_kline RENAME COLUMN adj_factor TO adj_factor_v2");
  await running.sql.query(
    "UPDATE daily_kline SET close = 'NaN' WHERE id IN (SELECT max(id) FROM daily_kline)",
  );
  await running.sql.query(
    `INSERT INTO daily_kline (symbol, trade_date, interval_type, open, high, low, close, data_source)
     SELECT symbol, trade_date, interval_type, open, high, low, close, data_source FROM daily_kline
     WHERE interval_type = 'D' ORDER BY trade_date DESC LIMIT 5`,
  );
  await running.sql.query("DROP INDEX daily_kline_symbol_date");
}

test("faults are not to be switched from a web page or through another host name", async () => {
  const url = `http://127.0.0.1:${running.service.port}/faults/errors`;
  const fromPage = await fetch(url, { method: "POST", headers: { origin: "https://example.org" } });
  expect(fromPage.status).toBe(403);
  expect((await running.get("/faults")).body["active"]).toEqual([]);
});

test("an unknown fault is refused with the names there are", async () => {
  const response = await fetch(`http://127.0.0.1:${running.service.port}/faults/fire`, { method: "POST" });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    field: "name",
    allowed: expect.arrayContaining(["slow-query"]),
  });
});

test("a database session can still be opened while everything is switched on", async () => {
  for (const fault of ["duplicates", "bad-rows", "late-data", "pool-exhausted"])
    await running.switchOn(fault);
  const client = new Client({ connectionString: running.sql.options.connectionString });
  await client.connect();
  await client.end();
  expect((await running.get("/faults")).body["active"]).toHaveLength(4);
}, 20_000);
