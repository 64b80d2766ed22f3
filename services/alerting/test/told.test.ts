import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { decodeAlert, ALERTS_TOPIC, type AlertEvent } from "@mystocks/events";
import { storeTemplate } from "@mystocks/store";
import { sendOperation, startPair } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

// As SlowDatabaseQueries of the default rules, over less time: its end comes sooner.
const RULES = `
groups:
  - name: operations
    rules:
      - alert: SlowDatabaseQueries
        expr: increase(mystocks_operation_slow_total{level="critical"}[5s]) > 0
        labels: { severity: critical, type: SLOW_QUERY }
        annotations: { summary: "{{ $labels.operation }} is slow" }
`;

let database: TestDatabase;
let folder: string;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let pair: Awaited<ReturnType<typeof startPair>>;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  receiver = await startWebhookReceiver();
  folder = await mkdtemp(join(tmpdir(), "rules-"));
  await writeFile(join(folder, "quick.yml"), RULES);
  pair = await startPair(database.url, {
    receivers: [{ name: "team", webhook: receiver.url }],
    rules: [join(folder, "*.yml")],
    defaultRules: false,
  });
});
afterEach(async () => {
  await pair.life.stop();
  receiver.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

test("a slow operation is told with its trace, in the store and on the bus; its end is told too", async () => {
  const events: AlertEvent[] = [];
  await pair.bus.subscribe(ALERTS_TOPIC, { all: true, from: "start" }, ({ value }) => {
    events.push(decodeAlert(value));
  });
  await sendOperation(pair.otlpUrl, { name: "load_daily_kline", durationMs: 10 });
  const slow = await sendOperation(pair.otlpUrl, { name: "load_daily_kline", durationMs: 7000 });
  await until(() => receiver.alerts().length > 0);
  const [alert] = receiver.alerts();
  expect(alert).toMatchObject({
    status: "firing",
    labels: { alertname: "SlowDatabaseQueries", operation: "load_daily_kline", service: "market-data" },
    transition: { kind: "fired" },
  });
  expect(alert!.evidence.spans.map(({ traceId }) => traceId)).toContain(slow.traceId);
  await until(() => events.length > 0);
  expect(events[0]).toMatchObject({ kind: "fired", alert: { alertId: alert!.alertId, level: "CRITICAL" } });
  await until(() => receiver.alerts().some(({ status }) => status === "resolved"));
  const { rows: kept } = await pair.pool.query<{ evidence: { spans: { traceId: string }[]; chart: string } }>(
    "SELECT evidence FROM alerting.alert",
  );
  expect(kept[0]!.evidence.spans.map(({ traceId }) => traceId)).toContain(slow.traceId);
  expect(kept[0]!.evidence.chart).toContain("<svg");
  const { rows } = await pair.pool.query(
    "SELECT condition, handling, level FROM alerting.alert WHERE rule = 'SlowDatabaseQueries'",
  );
  expect(rows).toEqual([{ condition: "resolved", handling: "closed", level: "CRITICAL" }]);
  expect(events.map(({ kind }) => kind)).toEqual(["fired", "resolved"]);
}, 30_000);
