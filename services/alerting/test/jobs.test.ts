import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createCalendar } from "@mystocks/calendar";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { createLogger, prometheusText } from "@mystocks/runtime";
import { requestRun, startScheduler, type JobDefinition } from "@mystocks/schedule";
import { storeTemplate } from "@mystocks/store";
import { startPair } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

let store: TestDatabase;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let pair: Awaited<ReturnType<typeof startPair>>;
beforeEach(async () => {
  store = await openTestDatabase(storeTemplate);
  receiver = await startWebhookReceiver();
  pair = await startPair(store.url, { receivers: [{ name: "team", webhook: receiver.url }] });
});
afterEach(async () => {
  await pair.life.stop();
  receiver.close();
  await store.drop();
});

const told = (rule: string, status: string, job: string) =>
  receiver
    .alerts()
    .some(
      ({ labels, status: is }) => is === status && labels["alertname"] === rule && labels["job_name"] === job,
    );
const definition = (name: string, changed: Partial<JobDefinition>): JobDefinition => ({
  name,
  schedule: { everySeconds: 1 },
  timeoutMs: 1000,
  catchUp: "none",
  overlap: "skip",
  run: async () => {},
  ...changed,
});
/** It knows nothing after 2020. */
const old = createCalendar({
  format: 1,
  mic: "XOLD",
  name: "Old",
  version: 1,
  license: "Apache-2.0",
  sources: [],
  timeZone: "UTC",
  firstDay: "2020-01-01",
  lastDay: "2020-12-31",
  weekdays: [1, 2, 3, 4, 5],
  hours: [{ from: "2020-01-01", sessions: ["09:00-15:00"] }],
  closed: [],
  special: {},
});

test("a job that fails is told until it succeeds; one whose day no calendar knows is told; and so is a silent one", async () => {
  const { pool, life, alerting } = pair;
  let isBroken = true;
  const jobs = [
    definition("broken", {
      async run() {
        if (isBroken) throw new Error("no such table");
      },
    }),
    definition("close", { schedule: { cron: "* * * * * *", timeZone: "UTC", calendar: "XOLD" } }),
  ];
  const log = createLogger("test", "silent");
  startScheduler({ pool, log, role: "test", owner: "test", jobs, calendars: () => old }, life);
  // Of a role that runs no more.
  await pool.query(
    `INSERT INTO jobs.job (job, schedule, policy, first_seen, decided_until)
     VALUES ('orphan', '{"everySeconds": 60}', '{"timeoutMs": 1000}', now() - interval '1 hour', now() - interval '1 hour')`,
  );
  await until(() => told("JobFailed", "firing", "broken"));
  await until(() => told("JobCalendarUnknown", "firing", "close"));
  await until(() => told("JobSilent", "firing", "orphan"));
  isBroken = false;
  await until(() => told("JobFailed", "resolved", "broken"));
  const text = prometheusText(alerting.families());
  expect(text).toMatch(/mystocks_job_runs_total\{fate="failed",job_name="broken"\} [1-9]/);
  expect(text).toMatch(/mystocks_job_last_fate\{job_name="broken"\} 0/);
  expect(text).toMatch(/mystocks_job_last_fate\{job_name="close"\} 3/);
  expect(text).not.toMatch(/mystocks_job_next_planned_timestamp_seconds\{job_name="close"\}/);
});

test("alerting's own jobs are measured among its figures", async () => {
  const { pool, alerting } = pair;
  const registered = () => pool.query("SELECT FROM jobs.job WHERE job = 'alerting/retention'");
  await until(async () => (await registered()).rowCount === 1);
  await requestRun(pool, { job: "alerting/retention", by: "ann", why: "test" });
  await until(() =>
    /mystocks_job_duration_seconds_count\{job_name="alerting\/retention"\} [1-9]/.test(
      prometheusText(alerting.families()),
    ),
  );
});
