import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus, type Bus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { decodeQuality, encodePulse, PULSE_TOPIC, QUALITY_TOPIC, type QualityEvent } from "@mystocks/events";
import { createLogger, Lifecycle, loadConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { pruneQuality, readFailedRows } from "@mystocks/store/quality";
import pg from "pg";
import { startQuality, type QualityParts } from "../app.ts";
import { barsContractText, createBars } from "./bars.ts";
import { loadPulse } from "./load-pulse.ts";
import { until } from "./until.ts";

let store: TestDatabase;
let data: TestDatabase;
let client: pg.Client;
let folder: string;
let life: Lifecycle;
let bus: Bus;
let pool: pg.Pool;
let events: QualityEvent[];

beforeEach(async () => {
  [store, data] = await Promise.all([openTestDatabase(storeTemplate), openTestDatabase()]);
  client = new pg.Client({ connectionString: data.url });
  await client.connect();
  await createBars(client);
  folder = await mkdtemp(join(tmpdir(), "contracts-"));
  await writeFile(join(folder, "bars.odcs.yaml"), barsContractText());
  life = new Lifecycle();
  bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  pool = openStorePool({ url: store.url, max: 4, applicationName: "quality-test" }, () => {});
  life.onStop("pool", () => pool.end());
  events = [];
  await bus.subscribe(QUALITY_TOPIC, { all: true, from: "start" }, ({ value }) => {
    events.push(decodeQuality(value));
  });
});

afterEach(async () => {
  await life.stop();
  await client.end();
  await Promise.all([store.drop(), data.drop()]);
  await rm(folder, { recursive: true });
});

const start = async (urls: Record<string, string> = { test: data.url }, more: Partial<QualityParts> = {}) =>
  startQuality(
    {
      ...(await loadConfig(undefined, {})).quality,
      contracts: [folder],
      urls,
      statementTimeoutMs: 2000,
      pool,
      bus,
      log: createLogger("test", "error"),
      ...more,
    },
    life,
  );

test("a dataset that was never judged is judged at the start, and told check by check", async () => {
  const quality = await start();
  await until(() => events.length === 1);
  expect(events[0]).toMatchObject({ dataset: "bars", sequence: 1, origin: "contract", cause: "first" });
  expect(events[0]!.changes).toContainEqual({ checkId: "ohlc", from: "unknown", to: "pass" });
  await until(() => quality.families().some(({ samples }) => samples.length > 1));
  const status = quality.families().find(({ name }) => name === "mystocks_quality_check_status");
  expect(status!.samples.find(({ labels }) => labels["check"] === "ohlc")).toMatchObject({
    labels: { dataset: "bars", problem: "invalid", classification: "DAILY_KLINE", owner: "market data" },
    value: 0,
  });
});

test("a load is judged right after it: the bad row is kept, and the change is told", async () => {
  await start();
  await until(() => events.length === 1);
  await client.query("UPDATE bars SET high = low - 1 WHERE symbol = 's3'");
  await client.query("INSERT INTO bars SELECT * FROM bars WHERE symbol = 's5'");
  await bus.publish(PULSE_TOPIC, [encodePulse(loadPulse({ sequence: 1, writes: "public.bars" }))]);
  await until(() => events.length === 2);
  expect(events[1]!.changes).toContainEqual({ checkId: "ohlc", from: "pass", to: "fail" });
  const broken = await readFailedRows(pool, { dataset: "bars", checkId: "ohlc", limit: 10 });
  expect(broken).toMatchObject([{ key: { symbol: "s3" }, row: { high: "8" } }]);
  const doubled = events[1]!.checks.find(({ problem }) => problem === "duplicate")!;
  expect(doubled).toMatchObject({ verdict: "fail", value: 1 });
  const twice = await readFailedRows(pool, { dataset: "bars", checkId: doubled.checkId, limit: 10 });
  expect(twice.map(({ key }) => key["symbol"])).toContain("s5");
});

test("a dataset that can't be reached is an error, never a pass", async () => {
  await start({});
  await until(() => events.length === 1);
  expect(new Set(events[0]!.checks.map(({ verdict }) => verdict))).toEqual(new Set(["error"]));
});

test("a loader's own figure is a verdict; told twice and tried again it counts once", async () => {
  await start();
  await until(() => events.length === 1);
  const figure = { dataset: "bars", check: "completeness", total: 100, threshold: 0.05 };
  const pulse = (sequence: number, failed: number) =>
    encodePulse(loadPulse({ sequence, figures: [{ ...figure, failed }], traceId: "a".repeat(32) }));
  await bus.publish(PULSE_TOPIC, [pulse(1, 10), pulse(1, 10), pulse(2, 12)]);
  await until(() => events.some(({ checks }) => checks[0]!.value === 12));
  const { rows } = await pool.query(
    `SELECT result.verdict, result.failed_rows::int, run.day::text FROM quality.run JOIN quality.result USING (run_id)
     WHERE run.origin = 'service'`,
  );
  // The contract means days in Shanghai.
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  expect(rows).toEqual([{ verdict: "fail", failed_rows: 12, day }]);
  expect(events.flatMap(({ origin, changes }) => (origin === "service" ? changes : []))).toEqual([
    { checkId: "loader/completeness", from: "unknown", to: "fail" },
  ]);
});

test("a loader that counts in shares or beyond all numbers of rows is judged, and holds up nobody", async () => {
  await start();
  await until(() => events.length === 1);
  const figures = [
    { dataset: "bars", check: "share", total: 1, failed: 0.1, threshold: 0.05 },
    { dataset: "bars", check: "huge", total: 1e300, failed: 1e299, threshold: 0.05 },
    { dataset: "bars", check: "none", total: 10, failed: Number.NaN, threshold: 0.05 },
    { dataset: "bars", check: "after", total: 10, failed: 1, threshold: 0.05 },
  ];
  await bus.publish(PULSE_TOPIC, [encodePulse(loadPulse({ sequence: 1, figures }))]);
  await until(() => events.some(({ checks }) => checks[0]!.checkId === "loader/after"));
  const told = events.flatMap(({ origin, checks }) => (origin === "service" ? checks : []));
  expect(told).toMatchObject([
    { checkId: "loader/share", verdict: "fail", value: 10, failedRows: null, totalRows: 1 },
    { checkId: "loader/huge", verdict: "fail", value: 10, failedRows: null, totalRows: null },
    { checkId: "loader/after", verdict: "fail", value: 10, failedRows: 1, totalRows: 10 },
  ]);
});

test("retention takes old runs and told events, and leaves what states stand on", async () => {
  await start();
  await until(() => events.length === 1);
  const published = async () =>
    (await pool.query("SELECT FROM quality.dataset WHERE published < sequence")).rowCount === 0;
  await until(published);
  const later = new Date(Date.now() + 60_000);
  await pool.query(
    `INSERT INTO quality.run (dataset_id, origin, cause, started_at, duration_ms, statements)
     SELECT dataset_id, 'contract', 'schedule', now(), 1, 1 FROM quality.dataset`,
  );
  await pruneQuality(pool, { runsBefore: later, eventsBefore: later });
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM quality.run) AS runs, (SELECT count(*)::int FROM quality.event) AS events`,
  );
  expect(rows).toEqual([{ runs: 1, events: 0 }]);
});

test.each([
  [{ cron: "every day", timeZone: "Asia/Shanghai", days: 7 }, /quality.report: schedule cron "every day"/],
  [{ cron: "0 17 * * *", timeZone: "Asia/Shangai", days: 7 }, /quality.report: .*Asia\/Shangai/],
])("a report that nothing can be planned by is refused at the start: %j", async (report, message) => {
  await expect(start({}, { report })).rejects.toThrow(message);
});

test("a slow dataset holds back no other", async () => {
  const crossed = Array.from({ length: 10 }, (_, at) => `\${table} AS t${at}`).join(", ");
  const slow = `
      - { id: slow, type: sql, query: "SELECT count(*) FROM ${crossed}", mustBe: 0 }`;
  await writeFile(join(folder, "a-slow.odcs.yaml"), barsContractText(slow, "slow"));
  await start();
  await until(() => events.length === 2);
  expect(events.map(({ dataset }) => dataset)).toEqual(["bars", "slow"]);
});

test("what a killed process stored and did not publish is published by the next one", async () => {
  await start();
  await until(() => events.length === 1);
  await life.stop();
  [life, bus, events] = [new Lifecycle(), createMemoryBus(), []];
  pool = openStorePool({ url: store.url, max: 4, applicationName: "quality-test" }, () => {});
  life.onStop("pool", () => pool.end());
  await pool.query("UPDATE quality.dataset SET published = 0");
  await bus.subscribe(QUALITY_TOPIC, { all: true, from: "start" }, ({ value }) => {
    events.push(decodeQuality(value));
  });
  await start();
  await until(() => events.length === 1);
  expect(events[0]).toMatchObject({ dataset: "bars", sequence: 1 });
});

test("a dataset whose contract is gone fails no longer, and what it was is kept", async () => {
  await client.query("UPDATE bars SET high = low - 1 WHERE symbol = 's3'");
  const quality = await start();
  await until(() => events.length === 1);
  await writeFile(join(folder, "bars.odcs.yaml"), barsContractText("", "bars_by_another_name"));
  const datasets = () =>
    quality
      .families()
      .find(({ name }) => name === "mystocks_quality_check_status")!
      .samples.map(({ labels }) => labels["dataset"]);
  await until(() => new Set(datasets()).size === 1 && datasets()[0] === "bars_by_another_name");
  const { rows } = await pool.query(
    `SELECT dataset, count(*)::int AS runs, count(sample.run_id)::int AS rows
     FROM quality.run JOIN quality.dataset USING (dataset_id) LEFT JOIN quality.sample USING (run_id)
     WHERE dataset = 'bars' GROUP BY dataset`,
  );
  expect(rows).toEqual([{ dataset: "bars", runs: 2, rows: 1 }]);
});
