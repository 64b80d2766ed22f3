import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { startRecorder } from "@mystocks/recorder";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { sendOperation, startAlertingOn } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

let database: TestDatabase;
let team: Awaited<ReturnType<typeof startWebhookReceiver>>;
let life: Lifecycle;
let recorder: Awaited<ReturnType<typeof startRecorder>>;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  team = await startWebhookReceiver();
  life = new Lifecycle();
  const pool = openStorePool({ url: database.url, max: 8, applicationName: "thresholds-test" }, () => {});
  life.onStop("pool", () => pool.end());
  const bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  const config = monitorConfig.parse({ otlpPort: 0, receivers: [{ name: "team", webhook: team.url }] });
  recorder = await startRecorder({ config, pool, bus, log: createLogger("test", "warn") }, life);
  await startAlertingOn({ url: database.url, bus, config }, life);
});
afterEach(async () => {
  await life.stop();
  team.close();
  await database.drop();
});

test("the default rules follow a class' own thresholds, at once when the config changes", async () => {
  const send = (name: string, durationMs: number) =>
    sendOperation(`http://127.0.0.1:${recorder.otlpPort}`, { name, durationMs });
  await send("usual", 400);
  await send("slow", 2100);
  await until(() => told().includes("SlowOperations slow"));
  expect(told()).toEqual(["SlowOperations slow"]);

  await recorder.reload(
    monitorConfig.parse({
      classifications: { DAILY_KLINE: { thresholds: { warningMs: 100, criticalMs: 300 } } },
    }),
  );
  await send("strict", 200);
  await send("strictest", 400);
  await until(() => told().length >= 3);
  expect(told().slice(1).sort()).toEqual(["SlowDatabaseQueries strictest", "SlowOperations strict"]);
});

const told = () => team.alerts().map(({ labels }) => `${labels["alertname"]} ${labels["operation"]}`);
