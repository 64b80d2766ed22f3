import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { listRuns, startScheduler } from "@mystocks/schedule";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { upkeepJobs } from "../upkeep.ts";

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, applicationName: "test" });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const log = createLogger("test", "silent");

test("each upkeep job does its work on a real store", async () => {
  for (const job of upkeepJobs({ pool, config: monitorConfig.parse({}), log })) {
    const context = { planned: new Date(), attempt: 1, holdLease: async () => {} };
    await expect(job.run(new AbortController().signal, context)).resolves.toBeUndefined();
  }
  const { rows } = await pool.query(
    "SELECT count(*)::int AS weeks FROM pg_class WHERE relname ~ '^span_[0-9]{10}$'",
  );
  expect(rows[0].weeks).toBeGreaterThanOrEqual(4 * 7);
});

test("the scheduler takes all of them, and makes up for a night's compactions once", async () => {
  const jobs = upkeepJobs({ pool, config: monitorConfig.parse({}), log });
  for (const job of jobs)
    await pool.query(
      "INSERT INTO jobs.job (job, schedule, decided_until) VALUES ($1, $2, date_trunc('second', now()) - interval '8 hours')",
      [job.name, job.schedule],
    );
  const life = new Lifecycle();
  startScheduler({ pool, log, role: "recorder", jobs, owner: "test" }, life);
  let done: string[] = [];
  while (!done.includes("upkeep/compact-1m")) {
    await delay(20);
    done = (await listRuns(pool, { state: "ok", limit: 100 })).map(({ job }) => job);
  }
  await life.stop();
  expect(done.filter((job) => job === "upkeep/compact-1m")).toHaveLength(1);
}, 20_000);
