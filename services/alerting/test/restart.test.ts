import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type { Steering } from "../testing/alerting-process.ts";
import { Child } from "../testing/child.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const PROCESS = join(import.meta.dirname, "..", "testing", "alerting-process.ts");
const SLOW = JSON.stringify({ id: "slow" });
const RULES = (wait: string) => `
groups:
  - name: waiting
    rules:
      - alert: Waiting
        expr: pushed > 0.5
        for: ${wait}
        labels: { severity: critical }
`;

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let folder: string;
const children: Child<Steering>[] = [];

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "restart-test" }, () => {});
  receiver = await startWebhookReceiver();
  folder = await mkdtemp(join(tmpdir(), "rules-"));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.kill()));
  receiver.close();
  await pool.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function startChild(steering: Steering): Promise<Child<Steering>> {
  const config = {
    receivers: [{ name: "team", webhook: receiver.url }],
    rules: [join(folder, "*.yml")],
    defaultRules: false,
  };
  const environment = { ALERTING_PROCESS: JSON.stringify({ url: database.url, config, ...steering }) };
  const child = new Child<Steering>(PROCESS, environment);
  children.push(child);
  await child.start();
  return child;
}

test("a kill -9 at 4:59 of `for: 5m` fires at 5:00", async () => {
  await writeFile(join(folder, "waiting.yml"), RULES("5m"));
  const beganMs = Math.floor(Date.now() / 1000) * 1000;
  const gauges = { [SLOW]: 1 };
  const first = await startChild({ gauges, clockMs: beganMs });
  await until(async () => (await alert())?.condition === "pending");
  for (const seconds of [50, 100, 150, 200, 250, 299]) {
    first.send({ clockMs: beganMs + seconds * 1000 });
    await until(async () => (await judgedMs()) >= beganMs + seconds * 1000);
  }
  expect(await alert()).toMatchObject({ condition: "pending" });
  await first.kill();
  await startChild({ gauges, clockMs: beganMs + 300_000 });
  await until(() => receiver.alerts().length > 0);
  expect(await alert()).toMatchObject({
    condition: "firing",
    beganMs,
    firedMs: beganMs + 300_000,
    episode: 1,
  });
}, 90_000);

test("another replica takes over within 5 s of a kill -9, with the progress of `for`, and tells the end", async () => {
  await writeFile(join(folder, "waiting.yml"), RULES("10s"));
  const first = await startChild({ gauges: { [SLOW]: 1 } });
  const second = await startChild({ gauges: { [SLOW]: 1 } });
  await until(async () => (await alert())?.condition === "pending");
  await pause(5000);
  const killedMs = Date.now();
  await first.kill();
  await until(isOneOwners);
  const takenMs = Date.now() - killedMs;
  console.log(`shards taken over ${takenMs} ms after a kill -9`);
  expect(takenMs).toBeLessThan(5000);
  await until(() => receiver.alerts().length > 0);
  const { beganMs, firedMs } = (await alert())!;
  // Had it begun to wait anew, it would be 10 s after the take-over: 17 s and more.
  expect(firedMs - beganMs).toBeLessThan(15_000);
  second.send({ gauges: { [SLOW]: 0 } });
  await until(() => receiver.alerts().length > 1);
  expect(receiver.alerts().map(({ status }) => status)).toEqual(["firing", "resolved"]);
}, 60_000);

async function alert() {
  const { rows } = await pool.query<{ condition: string; beganMs: number; firedMs: number; episode: number }>(
    `SELECT condition, episode, (extract(epoch FROM active_since) * 1000)::float8 AS "beganMs",
       (extract(epoch FROM fired_at) * 1000)::float8 AS "firedMs" FROM alerting.alert`,
  );
  return rows[0];
}

async function judgedMs(): Promise<number> {
  const { rows } = await pool.query<{ ms: number }>(
    "SELECT (extract(epoch FROM min(judged_at)) * 1000)::float8 AS ms FROM alerting.shard",
  );
  return rows[0]!.ms;
}

/** Every shard is leased, and all of them to one process. */
async function isOneOwners(): Promise<boolean> {
  const { rows } = await pool.query<{ is: boolean }>(
    `SELECT count(DISTINCT owner) = 1 AND bool_and(expires_at > clock_timestamp()) AND max(epoch) > 1 AS is
     FROM alerting.shard`,
  );
  return rows[0]!.is;
}
