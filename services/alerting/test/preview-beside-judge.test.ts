import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { sendOperation } from "./running-alerting.ts";
import { startServed } from "./served-alerting.ts";
import { storeMinutes } from "./stored-minutes.ts";
import { until } from "./until.ts";

const HOURS = 24;
const OPERATIONS = 40;
const LIVE = `
groups:
  - name: live
    rules:
      - alert: Slow
        expr: increase(mystocks_operation_slow_total{level="critical"}[10m]) > 0
`;
const DRAFT = `
groups:
  - name: draft
    rules:
      - alert: Errors
        expr: increase(mystocks_operation_errors_total[5m]) > 100
      - alert: SlowMedian
        expr: histogram_quantile(0.5, rate(mystocks_operation_duration_seconds[5m])) > 2
      - alert: SlowMedianOfAll
        expr: histogram_quantile(0.5, sum by (le) (rate(mystocks_operation_duration_seconds_bucket[5m]))) > 2
`;

let database: TestDatabase;
let folder: string;
let served: Awaited<ReturnType<typeof startServed>>;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, max: 1, applicationName: "fill" });
  const durations = (seconds: number) => Array.from({ length: 100 }, (_, at) => seconds * (0.5 + at / 100));
  await storeMinutes(pool, {
    hours: HOURS,
    operations: OPERATIONS,
    usual: { durations: durations(0.1), errors: 0 },
    incident: { durations: durations(5), errors: 50 },
    incidentMinutes: 10,
  });
  await pool.end();
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "live.yml"), LIVE);
  served = await startServed(database.url, { rules: [join(folder, "*.yml")], defaultRules: false });
}, 60_000);
afterEach(async () => {
  await served.life.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

test("a preview over days tells what the data holds, and the judge goes on meanwhile", async () => {
  const before = judgements();
  let isPreviewed = false;
  const previewed = served
    .ask("viewer", "POST", "/api/v1/rules/preview", {
      name: "draft.yml",
      content: DRAFT,
      last: `${HOURS - 1}h`,
    })
    .then((answer) => {
      isPreviewed = true;
      return { ...answer, judgements: judgements() - before };
    });
  let sent = 0;
  while (!isPreviewed) {
    await sendOperation(served.otlpUrl, { name: `load_now_${sent}`, durationMs: 6000 });
    sent++;
    await pause(50);
  }
  const { status, body, judgements: judged } = await previewed;
  expect(status).toBe(200);
  expect(firingsOf(body)).toEqual({
    Errors: OPERATIONS * (HOURS - 1),
    SlowMedian: OPERATIONS * (HOURS - 1),
    SlowMedianOfAll: HOURS - 1,
  });
  expect(sent).toBeGreaterThan(2);
  expect(judged).toBeGreaterThan(2);
  // Nothing that came meanwhile was lost on the way to an alert.
  await until(async () => (await firingNow()) === sent);
}, 120_000);

function judgements(): number {
  const family = served.alerting
    .families()
    .find(({ name }) => name === "mystocks_alerting_judgements_total")!;
  return family.samples[0]!.value;
}

async function firingNow(): Promise<number> {
  const { body } = await served.ask("viewer", "GET", "/api/v1/alerts?condition=live");
  return body.firing.CRITICAL + body.firing.WARNING + body.firing.INFO;
}

function firingsOf(body: { rules: { rule: string; firings: number }[] }): Record<string, number> {
  return Object.fromEntries(body.rules.map(({ rule, firings }) => [rule, firings]));
}
