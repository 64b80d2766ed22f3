import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { startQuality } from "@mystocks/quality/app";
import { createLogger, monitorConfig } from "@mystocks/runtime";
import { storeTemplate } from "@mystocks/store";
import pg from "pg";
import { startPair } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: ticks
name: ticks
version: 1.0.0
status: active
servers:
  - { server: test, type: postgresql, host: localhost, port: 5432, database: test, schema: public }
customProperties:
  - { property: mystocks, value: { calendar: none, timeZone: UTC, symbol: symbol } }
slaProperties:
  - { property: frequency, value: 1, unit: s, scheduler: cron, schedule: "* * * * * *" }
schema:
  - name: ticks
    properties:
      - { name: symbol, logicalType: string, physicalType: text, primaryKey: true, primaryKeyPosition: 1 }
      - { name: price, logicalType: number, physicalType: double precision, logicalTypeOptions: { minimum: 0 } }
`;

let store: TestDatabase;
let data: TestDatabase;
let client: pg.Client;
let folder: string;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let pair: Awaited<ReturnType<typeof startPair>>;

beforeEach(async () => {
  [store, data] = await Promise.all([openTestDatabase(storeTemplate), openTestDatabase()]);
  client = new pg.Client({ connectionString: data.url });
  await client.connect();
  await client.query(
    "CREATE TABLE ticks (symbol text PRIMARY KEY, price float8); INSERT INTO ticks VALUES ('a', 1)",
  );
  folder = await mkdtemp(join(tmpdir(), "contracts-"));
  await writeFile(join(folder, "ticks.odcs.yaml"), CONTRACT);
  receiver = await startWebhookReceiver();
  pair = await startPair(store.url, { receivers: [{ name: "team", webhook: receiver.url }] });
});
afterEach(async () => {
  await pair.life.stop();
  receiver.close();
  await client.end();
  await Promise.all([store.drop(), data.drop()]);
  await rm(folder, { recursive: true });
});

test("a row that breaks its contract is told with the row itself; mended, its end is told", async () => {
  const { pool, bus, life } = pair;
  await startQuality(
    {
      ...monitorConfig.parse({}).quality,
      contracts: [folder],
      urls: { test: data.url },
      statementTimeoutMs: 2000,
      pool,
      bus,
      log: createLogger("test", "error"),
    },
    life,
  );
  await client.query("INSERT INTO ticks VALUES ('bad', -5)");
  const told = (status: string) =>
    receiver.alerts().find((alert) => alert.status === status && alert.labels["alertname"] === "DataInvalid");
  await until(() => told("firing") !== undefined);
  expect(told("firing")).toMatchObject({
    labels: { dataset: "ticks", problem: "invalid", severity: "critical", type: "DATA_QUALITY" },
    evidence: { rows: [{ symbol: "bad", price: "-5" }] },
  });
  await client.query("DELETE FROM ticks WHERE symbol = 'bad'");
  await until(() => told("resolved") !== undefined);
});
