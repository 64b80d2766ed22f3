import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { Authenticator, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { inTransaction, openStorePool, storeTemplate } from "@mystocks/store";
import { expireSilence, readSilences, saveSilence } from "@mystocks/store/alerting";
import express from "express";
import { deleteSilence, postSilence, readTheirs } from "../silences/alertmanager-silences.ts";
import { startAlertingOn } from "../test/running-alerting.ts";
import { until } from "../test/until.ts";
import { freePort } from "../testing/free-port.ts";
import { AlertmanagerSystem } from "../testing/harness/alertmanager-system.ts";

const RULES = `
groups:
  - name: round
    rules:
      - alert: Round
        expr: pushed > 0.5
        labels: { severity: critical }
`;
const matchers = [{ name: "alertname", value: "Round", isRegex: false, isEqual: true }];

let database: TestDatabase;
let pool: ReturnType<typeof openStorePool>;
let folder: string;
let alertmanager: AlertmanagerSystem;
let bus: ReturnType<typeof createMemoryBus>;
let life: Lifecycle;
let sequence = 0;

beforeEach(async () => {
  sequence = 0;
  database = await openTestDatabase(storeTemplate);
  folder = await mkdtemp(join(tmpdir(), "round-trip-"));
  await writeFile(join(folder, "round.yml"), RULES);
  pool = openStorePool({ url: database.url, max: 3, applicationName: "round-trip" }, () => {});
  life = new Lifecycle();
  life.onStop("pool", () => pool.end());
  bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  const app = express();
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  life.onStop("webhook", () => server.close().closeAllConnections());
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const auth = new Authenticator({ pool });
  alertmanager = new AlertmanagerSystem({
    dir: join(folder, "alertmanager"),
    port: await freePort(),
    receiverUrl: `${own}/webhooks/alertmanager`,
    groupBy: "alertname",
    groupIntervalSeconds: 1,
    mostAlerts: 0,
    token: await auth.createToken({ name: "alertmanager", role: "operator" }),
  });
  await alertmanager.start();
  life.onStop("Alertmanager", () => alertmanager.stop());
  const config = monitorConfig.parse({
    alertmanagerUrls: [alertmanager.url],
    rules: [join(folder, "*.yml")],
    defaultRules: false,
  });
  const { router } = await startAlertingOn({ url: database.url, bus, config }, life);
  app.use(router);
});
afterEach(async () => {
  await life.stop();
  await database.drop();
  await rm(folder, { recursive: true });
});

test("what Alertmanager takes is noted as sent, what comes back from it as confirmed, and is no new alert", async () => {
  await push(1);
  await until(async () => (await ledger()).join() === "fired confirmed");
  await push(0);
  await until(async () => (await ledger()).join() === "fired confirmed,resolved confirmed");
  const { rows } = await pool.query("SELECT source FROM alerting.alert");
  expect(rows).toEqual([{ source: "rule" }]);
}, 60_000);

test("a silence of ours is Alertmanager's within 5 s, and ends there when it ends here", async () => {
  const silenceId = randomUUID();
  await inTransaction(pool, (client) =>
    saveSilence(client, {
      silenceId,
      matchers,
      startsMs: Date.now(),
      endsMs: Date.now() + 3_600_000,
      recurrence: null,
      endsWithAlert: null,
      createdBy: "li",
      comment: "deploy",
      origin: "monitor",
      mirrors: {},
    }),
  );
  const beganMs = Date.now();
  await until(async () => (await readTheirs(alertmanager.url)).some(({ state }) => state === "active"));
  console.log(`ours there after ${Date.now() - beganMs} ms`);
  await alertmanager.kill();
  await alertmanager.start();
  // It saves silences each quarter of an hour: this one is forgotten, and told again.
  await until(async () => (await readTheirs(alertmanager.url)).some(({ state }) => state === "active"));
  await expireSilence(pool, silenceId);
  await until(async () => (await readTheirs(alertmanager.url)).every(({ state }) => state === "expired"));
  expect((await readSilences(pool)).length).toBe(0);
}, 60_000);

test("a silence of Alertmanager's mutes here within 5 s, and no more when it ends there", async () => {
  const own = { matchers, startsMs: Date.now(), endsMs: Date.now() + 3_600_000 };
  const beganMs = Date.now();
  const id = await postSilence(alertmanager.url, { ...own, createdBy: "wang", comment: "there" });
  await until(async () => (await readSilences(pool)).some(({ silenceId }) => silenceId === id));
  console.log(`theirs here after ${Date.now() - beganMs} ms`);
  expect(await readSilences(pool)).toMatchObject([{ origin: "alertmanager", createdBy: "wang", matchers }]);
  await push(1);
  await until(async () => {
    const { rows } = await pool.query<{ ids: string[] }>(
      "SELECT muted_by::text[] AS ids FROM alerting.alert",
    );
    return rows[0]?.ids[0] === id;
  });
  await deleteSilence(alertmanager.url, id);
  await until(async () => (await readSilences(pool)).length === 0);
}, 60_000);

async function push(value: number): Promise<void> {
  const timeMs = Date.now();
  const sample = { name: "pushed", type: "gauge" as const, labels: { id: "a" }, timeMs, value };
  const event = {
    source: "round",
    partition: 0,
    sequence: ++sequence,
    observedSecond: Math.floor(timeMs / 1000),
  };
  await bus.publish(PULSE_TOPIC, [encodePulse({ ...event, pulses: [], samples: [sample], logs: [] })]);
}

async function ledger(): Promise<string[]> {
  const { rows } = await pool.query<{ told: string }>(
    `SELECT kind || ' ' || state AS told FROM alerting.notification JOIN alerting.transition USING (shard, sequence)
     WHERE receiver = 'alertmanager' ORDER BY notification_id`,
  );
  return rows.map(({ told }) => told);
}
