import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { recorderFamilies, startRecorder } from "@mystocks/recorder";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { startAlerting, type Alerting } from "../app.ts";
import { until } from "../test/until.ts";
import { startWebhookReceiver } from "../test/webhook-receiver.ts";

const TIMEOUT_MS = 120_000;
/** The limit of the rules, 15 s, with what judging and the machine add. */
const NOTICED_WITHIN_MS = 25_000;

let database: TestDatabase;
let watchdog: Awaited<ReturnType<typeof startWebhookReceiver>>;
let team: Awaited<ReturnType<typeof startWebhookReceiver>>;
let life: Lifecycle;
let recording: Lifecycle;
let alerting: Alerting;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  [watchdog, team] = [await startWebhookReceiver(), await startWebhookReceiver()];
  [life, recording] = [new Lifecycle(), new Lifecycle()];
  const pool = openStorePool({ url: database.url, max: 8, applicationName: "heartbeat-test" }, () => {});
  life.onStop("pool", () => pool.end());
  const bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  const log = createLogger("test", "error");
  const config = monitorConfig.parse({
    otlpPort: 0,
    receivers: [
      { name: "watchdog", webhook: watchdog.url, heartbeat: "2s" },
      { name: "team", webhook: team.url, levels: ["CRITICAL", "WARNING", "INFO"] },
    ],
  });
  const recorder = await startRecorder({ config, pool, bus, log }, recording);
  const parts = { config, pool, bus, log, publicUrl: "http://monitor.test" };
  alerting = await startAlerting(
    {
      ...parts,
      otlpUrl: `http://127.0.0.1:${recorder.otlpPort}`,
      otherFamilies: () => recorderFamilies(recorder.stats()),
    },
    life,
  );
}, TIMEOUT_MS);
afterEach(async () => {
  await recording.stop();
  await life.stop();
  watchdog.close();
  team.close();
  await database.drop();
}, TIMEOUT_MS);

test(
  "the heartbeat is told to its listener alone, again and again; it stays away when the recorder stops, which the team hears",
  async () => {
    await until(() => watchdog.received.length >= 4);
    const ids = watchdog.received.map(({ body }) => body.alerts[0]!.deliveryId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(watchdog.received.at(-1)!.body).toMatchObject({
      status: "firing",
      alerts: [{ labels: { alertname: "Heartbeat", severity: "info" } }],
    });
    const gaps = watchdog.received.slice(1).map(({ atMs }, at) => atMs - watchdog.received[at]!.atMs);
    expect(Math.min(...gaps)).toBeGreaterThan(1500);
    expect(team.received).toEqual([]);

    const stoppedMs = Date.now();
    await recording.stop();
    await until(() => namesTold().includes("TelemetrySilent"));
    expect(Date.now() - stoppedMs).toBeLessThan(NOTICED_WITHIN_MS);
    await until(() => Date.now() - watchdog.received.at(-1)!.atMs > 6000);
    // An end would pass for a sign of life.
    expect(new Set(watchdog.received.map(({ body }) => body.status))).toEqual(new Set(["firing"]));
    expect(watchdog.received.at(-1)!.atMs - stoppedMs).toBeLessThan(NOTICED_WITHIN_MS);
  },
  TIMEOUT_MS,
);

test("a Prometheus that runs the same rules finds what they read", () => {
  const names = new Set(alerting.families().map(({ name }) => name));
  for (const name of [
    "mystocks_market_open",
    "mystocks_calendar_days_left",
    "mystocks_alerting_pulse_age_seconds",
    "mystocks_alerting_failing_rules",
    "mystocks_alerting_dead_messages_total",
  ])
    expect(names).toContain(name);
});

const namesTold = () => team.alerts().map(({ labels }) => labels["alertname"]);
