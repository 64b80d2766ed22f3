import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { monitorConfig } from "@mystocks/runtime";
import type pg from "pg";
import { createPartitions, dropExpired, migrate, openStorePool } from "../index.ts";
import {
  insertQualityResults,
  insertQualitySamples,
  readCheckHistory,
  readRunSamples,
} from "../quality/index.ts";

const MIGRATIONS = join(import.meta.dirname, "..", "migrations");
const DAY_MS = 86_400_000;
const retention = monitorConfig.parse({}).retention;

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await openTestDatabase();
  pool = openStorePool({ url: database.url, applicationName: "test" });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

test("results and samples of before the upgrade are there after it, and code of before writes on", async () => {
  await migrateUpTo("0010");
  const run = await addRun("contract");
  await insertAsBefore(run);
  await migrate(pool);
  expect(await found(run)).toEqual({ checks: ["ohlc"], samples: 1 });
  const later = await addRun("contract");
  await insertAsBefore(later);
  expect(await found(later)).toEqual({ checks: ["ohlc"], samples: 1 });
  await createPartitions(pool, new Date());
  expect(await found(run)).toEqual({ checks: ["ohlc"], samples: 1 });
});

test("what loaders tell goes weeks after it, what contracts found a year: each partition whole", async () => {
  await migrate(pool);
  await createPartitions(pool, new Date());
  const runs = { contract: await addRun("contract"), service: await addRun("service") };
  for (const origin of ["contract", "service"] as const) await store(runs[origin], origin);
  const twoMonths = new Date(Date.now() + 62 * DAY_MS);
  const { dropped } = await dropExpired(pool, { retention, now: twoMonths });
  expect(dropped.some((name) => name.startsWith("result_"))).toBe(true);
  expect(await rowsOf(runs.service)).toBe(0);
  expect(await rowsOf(runs.contract)).toBe(2);
  await dropExpired(pool, { retention, now: new Date(Date.now() + 397 * DAY_MS) });
  expect(await rowsOf(runs.contract)).toBe(0);
});

test("what a check's newest verdict stands on outlives its partition", async () => {
  await migrate(pool);
  await createPartitions(pool, new Date());
  const [old, newest] = [await addRun("service"), await addRun("service")];
  for (const run of [old, newest]) await store(run, "service");
  await pool.query(
    `INSERT INTO quality.state (dataset_id, origin, check_id, verdict, since, run_id, judged_at)
     SELECT dataset_id, 'service', 'ohlc', 'fail', now(), $1, now() FROM quality.dataset`,
    [newest],
  );
  await dropExpired(pool, { retention, now: new Date(Date.now() + 62 * DAY_MS) });
  expect(await rowsOf(old)).toBe(0);
  expect(await rowsOf(newest)).toBe(2);
});

async function migrateUpTo(last: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "migrations-"));
  for (const name of await readdir(MIGRATIONS))
    if (name.slice(0, 4) <= last) await cp(join(MIGRATIONS, name), join(folder, name));
  await migrate(pool, folder);
  await rm(folder, { recursive: true });
}

async function addRun(origin: string): Promise<string> {
  await pool.query("INSERT INTO quality.dataset (dataset) VALUES ('bars') ON CONFLICT DO NOTHING");
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO quality.run (dataset_id, origin, cause, started_at, duration_ms, statements)
     SELECT dataset_id, $1, 'schedule', now(), 1, 1 FROM quality.dataset RETURNING run_id::text AS id`,
    [origin],
  );
  return rows[0]!.id;
}

/** As code did that knew nothing of partitions. */
async function insertAsBefore(run: string): Promise<void> {
  await pool.query(
    `INSERT INTO quality.result (run_id, check_id, kind, verdict, reason, why_en, why_zh, details)
     VALUES ($1, 'ohlc', 'ohlc', 'fail', '{}', '', '', '{}')`,
    [run],
  );
  await pool.query(
    `INSERT INTO quality.sample (run_id, number, checks, key, row) VALUES ($1, 1, '{ohlc}', '{}', '{}')`,
    [run],
  );
}

async function store(runId: string, origin: "contract" | "service"): Promise<void> {
  const client = await pool.connect();
  const figures = { value: 1, bound: null, failedRows: 1, totalRows: 9 };
  const words = { reason: {}, whyEn: "", whyZh: "", details: {} };
  await insertQualityResults(client, { runId, origin }, [
    { checkId: "ohlc", kind: "ohlc", verdict: "fail", ...figures, ...words },
  ]);
  await insertQualitySamples(client, { runId, origin }, [{ checks: ["ohlc"], key: {}, row: {} }]);
  client.release();
}

async function found(run: string) {
  const span = { from: new Date(Date.now() - DAY_MS), to: new Date(Date.now() + DAY_MS), limit: 100 };
  const history = await readCheckHistory(pool, { dataset: "bars", checkId: "ohlc", ...span });
  const samples = await readRunSamples(pool, { runId: run, limit: 10 });
  return {
    checks: history.filter(({ runId }) => runId === run).map(() => "ohlc"),
    samples: samples.length,
  };
}

async function rowsOf(run: string): Promise<number> {
  const { rows } = await pool.query<{ rows: number }>(
    `SELECT ((SELECT count(*) FROM quality.result WHERE run_id = $1)
       + (SELECT count(*) FROM quality.sample WHERE run_id = $1))::int AS rows`,
    [run],
  );
  return rows[0]!.rows;
}
