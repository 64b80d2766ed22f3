import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { createLogger, monitorConfig } from "@mystocks/runtime";
import { inTransaction, openStorePool, storeTemplate } from "@mystocks/store";
import { insertAudit } from "@mystocks/store/alerting";
import { alertingJobs } from "../alerting-jobs.ts";
import { GaugeAlerting } from "./gauge-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const DAY_MS = 86_400_000;
const RULES = `
groups:
  - name: retention
    rules:
      - { alert: High, expr: pushed > 0.5, labels: { severity: critical } }
`;

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let folder: string;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let alerting: GaugeAlerting;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "retention-test" }, () => {});
  receiver = await startWebhookReceiver();
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "rules.yml"), RULES);
  const config = { receivers: [{ name: "team", webhook: receiver.url }], rules: [join(folder, "*.yml")] };
  alerting = await GaugeAlerting.start(database.url, config, { gauges: { ends: 1, "goes on": 1 } });
});
afterEach(async () => {
  await alerting.stop();
  receiver.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

test("an alert that ended a year ago goes with its history and ledger; one that goes on stays whole, and its end is told", async () => {
  await until(() => receiver.alerts().length === 2);
  await alerting.set("ends", 0);
  await until(() => receiver.alerts().length === 3);
  await inTransaction(pool, (client) =>
    insertAudit(client, {
      actor: "li",
      action: "rules.saved",
      subject: "a.yml",
      before: null,
      after: null,
    }),
  );
  await until(async () => (await rows())["waiting"] === 0);
  const all = { alert: 2, transition: 3, notification: 3, audit: 1, waiting: 0 };
  await upkeepIn(364);
  expect(await rows()).toEqual(all);
  await upkeepIn(366);
  expect(await rows()).toEqual({ alert: 1, transition: 1, notification: 1, audit: 0, waiting: 0 });
  await alerting.set("goes on", 0);
  await until(() => receiver.alerts().length === 4);
  expect(receiver.alerts().at(-1)).toMatchObject({ status: "resolved", labels: { id: "goes on" } });
}, 30_000);

/** The job as it runs then. */
async function upkeepIn(days: number): Promise<void> {
  const now = () => Date.now() + days * DAY_MS;
  const parts = { pool, config: monitorConfig.parse({}), log: createLogger("test", "error"), now };
  const context = { planned: new Date(), attempt: 1, holdLease: async () => {} };
  for (const job of alertingJobs(parts)) await job.run(new AbortController().signal, context);
}

async function rows(): Promise<Record<string, number>> {
  const { rows: counted } = await pool.query<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM alerting.alert) AS alert,
       (SELECT count(*)::int FROM alerting.transition) AS transition,
       (SELECT count(*)::int FROM alerting.notification) AS notification,
       (SELECT count(*)::int FROM alerting.audit) AS audit,
       (SELECT count(*)::int FROM alerting.notification WHERE state = 'waiting') AS waiting`,
  );
  return counted[0]!;
}
