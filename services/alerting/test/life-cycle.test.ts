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
let running: GaugeAlerting | undefined;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "life-cycle-test" }, () => {});
  receiver = await startWebhookReceiver();
  folder = await mkdtemp(join(tmpdir(), "rules-"));
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  receiver.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

test("an alert that fires again long after its end is another one; the first stays as it was", async () => {
  await writeRules("rules.yml", "group", "High");
  const alerting = await start({ a: 1 });
  await until(() => told().length === 1);
  await alerting.set("a", 0);
  await until(() => told().length === 2);
  const [first] = await alerts();
  await alerting.advance(60 * MINUTE_MS);
  await until(async () => (await remembered()) === 0);
  await alerting.set("a", 1);
  await until(() => told().length === 3);
  expect(told()).toEqual(["High firing", "High resolved", "High firing"]);
  expect(await alerts()).toEqual([
    first,
    {
      ...first,
      alertId: expect.not.stringMatching(`^${first!.alertId}$`),
      episode: 2,
      condition: "firing",
      handling: "open",
      endReason: null,
    },
  ]);
}, 30_000);

test("a condition that trembles below its `for` is one alert, which is over until it fires", async () => {
  await writeRules("rules.yml", "group", "High", "10s");
  const alerting = await start({ a: 1 });
  const conditions = async () => (await alerts()).map(({ condition }) => condition);
  await until(async () => (await conditions())[0] === "pending");
  await alerting.set("a", 0);
  await until(async () => (await conditions())[0] === "resolved");
  expect(await alerts()).toMatchObject([
    { handling: "closed", endReason: "the condition turned false before it fired" },
  ]);
  await alerting.set("a", 1);
  await until(async () => (await conditions())[0] === "pending");
  await alerting.advance(10_000);
  await until(() => told().length === 1);
  expect(await alerts()).toMatchObject([
    { episode: 1, condition: "firing", handling: "open", endReason: null },
  ]);
  const { rows } = await pool.query(
    "SELECT extract(epoch FROM fired_at - active_since)::float8 BETWEEN 9 AND 12 AS waited FROM alerting.alert",
  );
  expect(rows).toEqual([{ waited: true }]);
}, 30_000);

test("what rules left firing that were deleted or whose group was renamed while alerting was down ends, and is told why", async () => {
  await writeRules("deleted.yml", "group", "Deleted");
  await writeRules("renamed.yml", "before", "Renamed");
  await writeRules("waiting.yml", "group", "Waiting", "1h");
  await start({ a: 1 });
  await until(async () => told().length === 2 && (await alerts()).length === 3);
  await stop();
  await rm(join(folder, "deleted.yml"));
  await rm(join(folder, "waiting.yml"));
  await writeRules("renamed.yml", "after", "Renamed");
  await start({ a: 1 });
  await until(() => told().length === 5);
  expect(told().slice(2).sort()).toEqual(["Deleted resolved", "Renamed firing", "Renamed resolved"]);
  expect(await alerts()).toMatchObject([
    { rule: "Deleted", condition: "resolved", handling: "closed", endReason: "rule removed" },
    { rule: "Renamed", condition: "resolved", handling: "closed", endReason: "rule removed" },
    { rule: "Renamed", condition: "firing", handling: "open", endReason: null },
    { rule: "Waiting", condition: "resolved", handling: "closed", endReason: "rule removed" },
  ]);
}, 30_000);

test("with another number of shards alerts go on as they were", async () => {
  await writeRules("rules.yml", "group", "High");
  await writeRules("waiting.yml", "group", "Waiting", "40s");
  const alerting = await start({ a: 1 });
  await until(async () => told().length === 1 && (await alerts()).length === 2);
  const before = await alerts();
  await alerting.stop();
  running = undefined;
  await judgedBy(6);
  const after = await start({ a: 1 }, 39_000);
  await until(() => told().length === 2);
  expect(told()).toEqual(["High firing", "Waiting firing"]);
  expect(await alerts()).toMatchObject(before.map(({ alertId }) => ({ alertId, condition: "firing" })));
  await after.set("a", 0);
  await until(() => told().length === 4);
  expect(told().slice(2).sort()).toEqual(["High resolved", "Waiting resolved"]);
}, 30_000);

async function start(gauges: Record<string, number>, aheadMs = 0): Promise<GaugeAlerting> {
  const config = {
    receivers: [{ name: "team", webhook: receiver.url, groupBy: ["alertname"] }],
    rules: [join(folder, "*.yml")],
  };
  running = await GaugeAlerting.start(database.url, config, { gauges, aheadMs });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

function writeRules(file: string, group: string, alert: string, wait = "0s"): Promise<void> {
  return writeFile(
    join(folder, file),
    `
groups:
  - name: ${group}
    rules:
      - alert: ${alert}
        expr: pushed > 0.5
        for: ${wait}
        labels: { severity: critical }
        annotations: { mystocks_flap: "off" }
`,
  );
}

const told = () => receiver.alerts().map(({ labels, status }) => `${labels["alertname"]} ${status}`);

async function alerts() {
  const { rows } = await pool.query<{ alertId: string; rule: string; episode: number; condition: string }>(
    `SELECT alert_id::text AS "alertId", rule, episode, condition, handling, end_reason AS "endReason"
     FROM alerting.alert ORDER BY rule, alert_id`,
  );
  return rows;
}

/** Rules that the store remembers anything of. */
async function remembered(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM alerting.rule_state",
  );
  return rows[0]!.count;
}

/** As if there had been more shards, and everything had been judged by that one. */
async function judgedBy(shard: number): Promise<void> {
  await pool.query("INSERT INTO alerting.shard (shard) VALUES ($1)", [shard]);
  for (const table of ["rule_state", "alert"])
    await pool.query(`UPDATE alerting.${table} SET shard = $1`, [shard]);
}
