import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { GaugeAlerting } from "./gauge-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const MINUTE_MS = 60_000;

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let folder: string;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let alerting: GaugeAlerting | undefined;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "states-test" }, () => {});
  receiver = await startWebhookReceiver();
  folder = await mkdtemp(join(tmpdir(), "rules-"));
});
afterEach(async () => {
  await alerting?.stop();
  alerting = undefined;
  receiver.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

test("an alert whose source falls silent is no recovery: it has no data, goes on when data comes, and is closed after 15 minutes", async () => {
  const running = await start("      - { alert: High, expr: pushed > 0.5, labels: { severity: critical } }", {
    a: 1,
    b: 1,
  });
  await until(() => told().length === 2);
  running.forget("a");
  running.forget("b");
  await running.advance(6 * MINUTE_MS);
  await until(async () => (await conditions()).every((condition) => condition === "no_data"));
  expect(told()).toEqual(["High firing", "High firing"]);
  await running.set("b", 1);
  await until(async () => (await conditions()).join() === "no_data,firing");
  await running.advance(15 * MINUTE_MS);
  await until(async () => (await conditions()).join() === "resolved,firing");
  await until(() => told().length === 3);
  const { rows } = await pool.query(
    `SELECT labels->>'id' AS id, end_reason AS reason, array_agg(kind ORDER BY t.sequence) AS kinds
     FROM alerting.alert JOIN alerting.transition t USING (alert_id) GROUP BY 1, 2 ORDER BY 1`,
  );
  expect(rows).toEqual([
    { id: "a", reason: "no data", kinds: ["fired", "no_data", "resolved"] },
    { id: "b", reason: null, kinds: ["fired", "no_data", "data_back"] },
  ]);
}, 30_000);

test("coming and going is one message that says so, and one end", async () => {
  const running = await start("      - { alert: High, expr: pushed > 0.5, labels: { severity: critical } }", {
    a: 1,
  });
  await until(() => told().length === 1);
  for (let turn = 1; turn <= 8; turn++) {
    await running.set("a", 0);
    await judged();
    await running.set("a", 1);
    await judged();
  }
  await until(async () => (await flapping()) === 1);
  const during = told().length;
  for (let turn = 1; turn <= 8; turn++) {
    await running.set("a", 0);
    await judged();
    await running.set("a", 1);
    await judged();
  }
  expect(told()).toHaveLength(during);
  expect(receiver.alerts().filter(({ transition }) => transition.kind === "flapping")).toHaveLength(1);
  await running.set("a", 0);
  await judged();
  await running.advance(60 * MINUTE_MS);
  await until(() => told().length === during + 1);
  expect(told().at(-1)).toBe("High resolved");
}, 60_000);

test("a rule that fails three times in a row is an alert of its own, what fires goes on, and both end as they should", async () => {
  const running = await start(
    `      - alert: Equal
        expr: pushed > 0.5
        labels: { id: all, severity: critical }`,
    { a: 1 },
  );
  await until(() => told().length === 1);
  await running.set("b", 1);
  await until(() => told().includes("RuleEvaluationFailed firing"));
  expect(told()).toEqual(["Equal firing", "RuleEvaluationFailed firing"]);
  const { rows } = await pool.query<{ description: string }>(
    "SELECT annotations->>'description' AS description FROM alerting.alert WHERE rule = 'RuleEvaluationFailed'",
  );
  expect(rows[0]!.description).toMatch(/^rules\.yml:5: .*labels that another has too/);
  await running.set("b", 0);
  await until(() => told().includes("RuleEvaluationFailed resolved"));
  await running.set("a", 0);
  await until(() => told().includes("Equal resolved"));
  expect(told()).toHaveLength(4);
}, 30_000);

test("text that PostgreSQL can't hold keeps no alert from being told", async () => {
  await start(
    String.raw`      - alert: Torn
        expr: label_replace(pushed, "torn", "\x00", "", "") > 0.5
        labels: { severity: critical }
        annotations: { summary: '{{ printf "%c" 0 }}' }
      - alert: High
        expr: pushed > 0.5
        labels: { severity: critical }`,
    { a: 1 },
  );
  await until(() => told().length === 2);
  expect(told().toSorted()).toEqual(["High firing", "Torn firing"]);
  const { rows } = await pool.query(
    "SELECT labels->>'torn' AS torn, annotations->>'summary' AS summary FROM alerting.alert WHERE rule = 'Torn'",
  );
  expect(rows).toEqual([{ torn: "\ufffd", summary: "\ufffd" }]);
}, 30_000);

async function start(rules: string, gauges: Record<string, number>): Promise<GaugeAlerting> {
  await writeFile(join(folder, "rules.yml"), `\ngroups:\n  - name: states\n    rules:\n${rules}\n`);
  const config = {
    receivers: [{ name: "team", webhook: receiver.url, groupBy: ["alertname", "id"] }],
    rules: [join(folder, "*.yml")],
  };
  alerting = await GaugeAlerting.start(database.url, config, { gauges });
  return alerting;
}

/** The group has been judged once more. */
async function judged(): Promise<void> {
  const before = judgements();
  await until(() => judgements() > before);
}

const judgements = () =>
  alerting!.alerting.families().find(({ name }) => name === "mystocks_alerting_judgements_total")!.samples[0]!
    .value;

const told = () => receiver.alerts().map(({ labels, status }) => `${labels["alertname"]} ${status}`);

async function conditions(): Promise<string[]> {
  const { rows } = await pool.query<{ condition: string }>(
    "SELECT condition FROM alerting.alert ORDER BY labels->>'id'",
  );
  return rows.map(({ condition }) => condition);
}

async function flapping(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM alerting.alert WHERE is_flapping",
  );
  return rows[0]!.count;
}
