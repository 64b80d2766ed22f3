import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { createLogger, Lifecycle } from "@mystocks/runtime";
import { startScheduler } from "@mystocks/schedule";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { readAudit } from "@mystocks/store/alerting";
import type pg from "pg";
import { runMonitorCommand } from "../testing/monitor-process.ts";

let database: TestDatabase;
let pool: pg.Pool;
let folder: string;
const life = new Lifecycle();
beforeAll(async () => {
  [database, folder] = await Promise.all([
    openTestDatabase(storeTemplate),
    mkdtemp(join(tmpdir(), "jobs-command-")),
  ]);
  process.env.MYSTOCKS_DATABASE_URL = database.url;
  pool = openStorePool({ url: database.url, applicationName: "jobs-command" });
  let calls = 0;
  startScheduler(
    {
      pool,
      log: createLogger("test", "silent"),
      role: "test",
      owner: "test",
      jobs: [
        {
          name: "monthly/close",
          schedule: { at: "close", afterMinutes: 30, calendar: "XSHG", days: "last_of_month" },
          timeoutMs: 1000,
          catchUp: "last",
          overlap: "skip",
          async run() {
            if (++calls > 1) throw new Error("no such table");
          },
        },
      ],
    },
    life,
  );
});
afterAll(async () => {
  delete process.env.MYSTOCKS_DATABASE_URL;
  await life.stop();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const jobs = (...args: string[]) => runMonitorCommand(folder, ["jobs", ...args]);

test("a job is listed, run with a reason, waited for, shown, paused and resumed", async () => {
  for (;;) if ((await jobs("list")).output.includes("monthly/close")) break;
  expect(await jobs("run", "monthly/close", "--why", "a trial", "--wait")).toMatchObject({
    code: 0,
    output: expect.stringMatching(/ ok .*asked for by .*\(command line\): a trial/),
  });
  const failed = await jobs("run", "monthly/close", "--why", "again", "--wait");
  expect(failed).toMatchObject({ code: 1, output: expect.stringContaining("(no such table)") });
  expect((await jobs("pause", "monthly/close", "--why", "maintenance")).code).toBe(0);
  const shown = await jobs("show", "monthly/close");
  expect(shown.output).toMatch(/monthly\/close: paused\n {2}paused by .*: maintenance/);
  expect(shown.output).toMatch(/next \d{4}-\d\d-\d\dT/);
  expect((await jobs("resume", "monthly/close", "--why", "done")).code).toBe(0);
  const audit = await readAudit(pool, { subject: "monthly/close", limit: 10 });
  expect(audit.map(({ action }) => action)).toEqual(["job.resume", "job.pause", "job.run", "job.run"]);
});

test.each([
  [["run", "monthly/close"], 2, "takes --why"],
  [["pause", "none", "--why", "x"], 1, 'There is no job "none"'],
  [["show"], 2, 'jobs takes "list"'],
  [["resume", "monthly/close", "--why", "x"], 1, "it is not paused"],
])("jobs %p ends with %d and says what is wrong", async (args, code, told) => {
  expect(await jobs(...args)).toMatchObject({ code, output: expect.stringContaining(told) });
});
