import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { logsBody } from "@mystocks/recorder/testing";
import { storeTemplate } from "@mystocks/store";
import { prometheusAlert } from "../inbox/outside-alert.ts";
import { recordOutside } from "../inbox/record-outside.ts";
import { startPair } from "./running-alerting.ts";
import { until } from "./until.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

let database: TestDatabase;
let receiver: Awaited<ReturnType<typeof startWebhookReceiver>>;
let pair: Awaited<ReturnType<typeof startPair>>;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  receiver = await startWebhookReceiver();
  pair = await startPair(database.url, {
    receivers: [{ name: "team", webhook: receiver.url }],
    defaultRules: false,
  });
});
afterEach(async () => {
  await pair.life.stop();
  receiver.close();
  await database.drop();
});

test("an alert of a service is told once, its repetitions only count", async () => {
  const raise = async (timeMs: number) => {
    const attributes = {
      level: "CRITICAL",
      type: "CONNECTION_FAILURE",
      title: "TDengine is away",
      message: "refused",
    };
    const log = { timeNs: BigInt(timeMs) * 1_000_000n, eventName: "mystocks.alert", attributes };
    await fetch(`${pair.otlpUrl}/v1/logs`, {
      method: "POST",
      body: logsBody("market-data", [log]),
      headers: { "content-type": "application/x-protobuf" },
    });
  };
  const now = Date.now();
  await raise(now - 2000);
  await until(() => receiver.alerts().length > 0);
  await raise(now - 1000);
  await raise(now);
  await until(async () => (await occurrences()) === 3);
  expect(receiver.alerts()).toHaveLength(1);
  expect(receiver.alerts()[0]).toMatchObject({ status: "firing", labels: { alertname: "TDengine is away" } });
});

async function occurrences(): Promise<number | undefined> {
  const { rows } = await pair.pool.query<{ occurrences: number }>("SELECT occurrences FROM alerting.alert");
  return rows[0]?.occurrences;
}

test("what Prometheus alerts on begins and ends once, however often it is told", async () => {
  const told = (status: "firing" | "resolved", endsAt = "0001-01-01T00:00:00Z") =>
    prometheusAlert(
      {
        status,
        labels: { alertname: "BackendDown", severity: "critical", instance: "a:1" },
        annotations: { summary: "down" },
        startsAt: "2026-11-24T02:00:00Z",
        endsAt,
      },
      Date.parse("2026-11-24T02:00:30Z"),
    );
  const parts = { pool: pair.pool, receiversOf: () => ["team"], mutedBy: () => [] };
  const record = (alert: ReturnType<typeof told>) => recordOutside(parts, alert);
  const both = await Promise.all([record(told("firing")), record(told("firing"))]);
  expect(both.filter((event) => event !== undefined)).toHaveLength(1);
  expect((await record(told("resolved", "2026-11-24T02:05:00Z")))?.kind).toBe("resolved");
  expect(await record(told("resolved", "2026-11-24T02:05:00Z"))).toBeUndefined();
  expect(await record(told("firing"))).toBeUndefined();
  const { rows } = await pair.pool.query("SELECT condition, level, source FROM alerting.alert");
  expect(rows).toEqual([{ condition: "resolved", level: "CRITICAL", source: "prometheus" }]);
});
