import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { GaugeAlerting } from "./gauge-alerting.ts";
import { serveAlerting } from "./served-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const FILE = "/api/v1/rules/files/change.yml";
const rulesOf = (summary: string, { expr = "pushed > 0.5", wait = "1h" } = {}) => `
groups:
  - name: change
    rules:
      - alert: High
        expr: ${expr}
        labels: { severity: critical }
        annotations: { summary: ${summary}, mystocks_flap: "off" }
  - name: waiting
    rules:
      - alert: Waiting
        expr: ${expr}
        for: ${wait}
        labels: { severity: warning }
`;

type Served = Awaited<ReturnType<typeof serveAlerting>>;

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let replicas: GaugeAlerting[];
let served: Served[];

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 4, applicationName: "rule-change-test" }, () => {});
  receiver = await startWebhookReceiver();
  const config = { receivers: [{ name: "team", webhook: receiver.url, groupBy: ["alertname"] }] };
  replicas = [];
  served = [];
  for (const gauges of [{ a: 1 }, { a: 1 }]) {
    const replica = await GaugeAlerting.start(database.url, config, { gauges });
    replicas.push(replica);
    served.push(await serveAlerting(replica.alerting, { pool, life: replica.life }));
  }
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  receiver.close();
  await pool.end();
  await database.drop();
});

test("a change is in force on both replicas within a second; alerts keep who they are and how long they wait", async () => {
  await save(rulesOf("v1"));
  await until(async () => told().length === 1 && (await alerts()).length === 2);
  const before = await alerts();
  const times: number[] = [];
  for (let version = 2; version <= 11; version++) {
    const savedMs = performance.now();
    await save(rulesOf(`v${version}`), { basedOn: version - 1 });
    await inForce(`v${version}`);
    times.push(performance.now() - savedMs);
    await pause(137);
  }
  console.log(`in force on both replicas after at most ${Math.round(Math.max(...times))} ms of 10 changes`);
  expect(Math.max(...times)).toBeLessThan(1000);
  expect(await alerts()).toEqual(before);
  expect(told()).toEqual(["High firing"]);

  const [first] = await fileAt(1);
  await save(first!.content, { basedOn: 11, comment: "back to the first" });
  await inForce("v1");
  const [file, onOther] = await fileAt();
  expect(file).toMatchObject({ version: 12, author: "admin" });
  expect(file!.versions[0]).toMatchObject({ version: 12, comment: "back to the first" });
  expect(file!.diff).toMatch(/-.*summary: v11[\s\S]*\+.*summary: v1,/);
  expect(onOther).toEqual(file);
}, 60_000);

test("what has an error is in force on none; of two who change the same version the second is refused", async () => {
  await save(rulesOf("v1"));
  const wrong = await put(rulesOf("v2", { expr: "pushed >" }));
  expect(wrong).toMatchObject({ status: 400, body: { code: "BODY_INVALID", field: "content" } });
  expect(wrong.body.detail).toMatch(/change\.yml:6/);
  const both = await Promise.all(served.map((one, at) => put(rulesOf(`by ${at}`), { basedOn: 1 }, one)));
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
  await inForce(both[0]!.status === 200 ? "by 0" : "by 1");
  expect((await fileAt())[0]!.version).toBe(2);
}, 60_000);

test("with another expression what waits begins anew; a removed file ends its alerts with the reason", async () => {
  await save(rulesOf("v1", { wait: "20s" }));
  await until(async () => told().length === 1 && (await alerts()).length === 2);
  const [, waiting] = await alerts();
  await save(rulesOf("v2", { expr: "pushed > 0.7", wait: "20s" }));
  await until(async () => (await alerts())[1]!.activeSince !== waiting!.activeSince);
  expect(await alerts()).toMatchObject([{ condition: "firing" }, { condition: "pending" }]);
  await save(null);
  await until(() => told().length === 2);
  expect(told()).toEqual(["High firing", "High resolved"]);
  await until(async () => (await alerts()).every(({ condition }) => condition === "resolved"));
  expect(await alerts()).toMatchObject([{ endReason: "rule removed" }, { endReason: "rule removed" }]);
}, 60_000);

test("each replica tells the state of every rule, whoever judges it", async () => {
  await save(rulesOf("v1"));
  await until(async () => told().length === 1 && (await alerts()).length === 2);
  for (const one of served)
    await until(
      async () => JSON.stringify(await standings(one)) === '[["High","firing",1],["Waiting","pending",1]]',
    );
  for (const one of served) {
    const { body } = await one.ask("viewer", "GET", "/api/v1/rules");
    for (const { rules } of body.groups)
      for (const { judgedAt } of rules) expect(Date.now() - Date.parse(judgedAt)).toBeLessThan(5000);
  }
}, 60_000);

test("what a rule records is found on each replica, whoever judges it", async () => {
  await save(`${rulesOf("v1")}  - name: twice\n    rules: [{ record: twice, expr: "pushed * 2" }]\n`);
  const found = async (one: Served) =>
    (await one.ask("viewer", "GET", "/prometheus/api/v1/query?query=twice")).body.data.result;
  for (const one of served) {
    await until(async () => (await found(one)).length === 1);
    expect(await found(one)).toMatchObject([
      { metric: { __name__: "twice", id: "a" }, value: [expect.anything(), "2"] },
    ]);
  }
}, 60_000);

test("a recording rule that fails is told by each replica, and forgotten when it is gone", async () => {
  await save(
    `${rulesOf("v1")}  - name: torn\n    rules: [{ record: torn, expr: "pushed + on () group_left () (vector(1) or pushed)" }]\n`,
  );
  const failing = async (one: Served) => (await one.ask("viewer", "GET", "/api/v1/rules")).body.failing;
  const failingRules = () =>
    replicas
      .flatMap(({ alerting }) => alerting.families())
      .filter(({ name }) => name === "mystocks_alerting_failing_rules")
      .reduce((sum, { samples }) => sum + samples[0]!.value, 0);
  for (const one of served) await until(async () => (await failing(one)) === 1);
  expect(failingRules()).toBe(1);
  await save(rulesOf("v2"));
  await inForce("v2");
  for (const one of served) await until(async () => (await failing(one)) === 0);
  expect(failingRules()).toBe(0);
}, 60_000);

function put(content: string | null, more: Record<string, unknown> = {}, by = served[0]!) {
  return by.ask("admin", "PUT", FILE, { content, ...more });
}

async function save(content: string | null, more: Record<string, unknown> = {}): Promise<void> {
  const { status, text } = await put(content, more);
  if (status !== 200) throw new Error(text);
}

/** Asked of both until both have it. */
async function inForce(summary: string): Promise<void> {
  const has = async (one: Served) => {
    const { body } = await one.ask("viewer", "GET", "/api/v1/rules");
    return body.groups[0]?.rules[0].annotations.summary === summary;
  };
  await until(async () => (await Promise.all(served.map(has))).every(Boolean));
}

async function standings(one: Served): Promise<[string, string, number][]> {
  const { body } = await one.ask("viewer", "GET", "/api/v1/rules");
  return body.groups.flatMap(({ rules }: { rules: { name: string; state: string; alerts: number }[] }) =>
    rules.map(({ name, state, alerts: count }) => [name, state, count]),
  );
}

/** As each of the replicas tells it. */
async function fileAt(version?: number) {
  const query = version === undefined ? "" : `?version=${version}`;
  const answers = await Promise.all(served.map((one) => one.ask("viewer", "GET", `${FILE}${query}`)));
  return answers.map(({ body }) => body);
}

const told = () => receiver.alerts().map(({ labels, status }) => `${labels["alertname"]} ${status}`);

async function alerts() {
  const { rows } = await pool.query<{
    id: string;
    condition: string;
    activeSince: string;
    endReason: string;
  }>(
    `SELECT alert_id::text AS id, condition, handling, active_since::text AS "activeSince",
       fired_at::text AS "firedAt", end_reason AS "endReason"
     FROM alerting.alert ORDER BY rule`,
  );
  return rows;
}
