import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { logsBody } from "@mystocks/recorder/testing";
import { storeTemplate } from "@mystocks/store";
import { prometheusAlert, serviceAlert } from "../inbox/outside-alert.ts";
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

async function raise(timeMs: number, title = "TDengine is away"): Promise<void> {
  const attributes = { level: "CRITICAL", type: "CONNECTION_FAILURE", title, message: "refused" };
  const log = { timeNs: BigInt(timeMs) * 1_000_000n, eventName: "mystocks.alert", attributes };
  await fetch(`${pair.otlpUrl}/v1/logs`, {
    method: "POST",
    body: logsBody("market-data", [log]),
    headers: { "content-type": "application/x-protobuf" },
  });
}

test("a title as long as an exception keeps neither its alert nor the next from being told", async () => {
  const character = () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000));
  const long = Array.from({ length: 2500 }, character).join("");
  await raise(Date.now(), long);
  await raise(Date.now());
  await until(() => receiver.alerts().length === 2);
  expect(receiver.alerts().map(({ labels }) => labels["alertname"])).toEqual([long, "TDengine is away"]);
});

test("an alert of a service is told once, its repetitions only count", async () => {
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

const START = "2026-11-24T02:00:00Z";
const down = { alertname: "BackendDown", severity: "critical", instance: "a:1" };
const RECORDS = { receiversOf: () => ["team"], mutedBy: () => [] };

/** As a webhook tells it so many minutes after the start. */
function told(
  minute: number,
  {
    status = "firing",
    labels = down,
    startsAt = START,
    endedMinute = minute,
  }: {
    status?: "firing" | "resolved";
    labels?: Record<string, string>;
    startsAt?: string;
    endedMinute?: number;
  } = {},
) {
  const at = (minutes: number) => Date.parse(START) + minutes * 60_000;
  const endsAt = status === "firing" ? "0001-01-01T00:00:00Z" : new Date(at(endedMinute)).toISOString();
  return prometheusAlert({ status, labels, annotations: { summary: "down" }, startsAt, endsAt }, at(minute));
}

const record = async (...alerts: ReturnType<typeof told>[]) =>
  (await recordOutside({ pool: pair.pool, ...RECORDS }, alerts)).map(({ kind }) => kind);

async function rows<Row extends object>(sql: string): Promise<Row[]> {
  return (await pair.pool.query<Row>(sql)).rows;
}

test("what Prometheus alerts on begins and ends once, however often and by whom it is told", async () => {
  const both = await Promise.all([record(told(0.5)), record(told(0.5))]);
  expect(both.flat()).toEqual(["fired"]);
  expect(await record(told(4))).toEqual([]);
  expect(await record(told(5, { status: "resolved" }))).toEqual(["resolved"]);
  expect(await record(told(5.1, { status: "resolved", endedMinute: 5 }))).toEqual([]);
  expect(await record(told(5.2))).toEqual([]);
  expect(await rows("SELECT condition, level, source, occurrences FROM alerting.alert")).toEqual([
    { condition: "resolved", level: "CRITICAL", source: "prometheus", occurrences: 1 },
  ]);
});

test("an alert that Alertmanager took for over, because Prometheus was away, is told again when it goes on", async () => {
  await record(told(0.5), told(0.5, { labels: { alertname: "Other" } }));
  expect(await record(told(10, { status: "resolved" }))).toEqual(["resolved"]);
  expect(await record(told(20))).toEqual(["fired"]);
  expect(await rows("SELECT episode FROM alerting.alert WHERE rule = 'BackendDown' ORDER BY 1")).toEqual([
    { episode: 1 },
    { episode: 2 },
  ]);
});

test("one that ended and began anew between two messages is one more occurrence, and a late end ends nothing", async () => {
  await record(told(0.5));
  const again = { startsAt: "2026-11-24T02:03:00Z" };
  expect(await record(told(4, again))).toEqual([]);
  expect(await rows("SELECT occurrences FROM alerting.alert")).toEqual([{ occurrences: 2 }]);
});

test("an alert whose client told no start, so that it lies in the future, begins, goes on and ends as others do", async () => {
  const startsAt = "2026-11-24T02:30:00Z";
  expect(await record(told(0.5, { startsAt }))).toEqual(["fired"]);
  await record(told(4, { startsAt }));
  expect(await rows("SELECT occurrences FROM alerting.alert")).toEqual([{ occurrences: 1 }]);
  expect(await record(told(5, { startsAt, status: "resolved" }))).toEqual(["resolved"]);
});

test("the same alert from Prometheus and a rule of ours, or a service, is one", async () => {
  const service = (type: string) =>
    serviceAlert({
      name: "mystocks.alert",
      timeMs: Date.parse(START),
      service: "market-data",
      severity: 17,
      attributes: { level: "CRITICAL", type, title: "TDengineAway", message: "refused" },
    })!;
  const ofPrometheus = (alertname: string) =>
    told(1, { labels: { alertname, service: "market-data", severity: "warning", instance: "a:1" } });
  const events = async (alert: Parameters<typeof recordOutside>[1][number]) =>
    (await recordOutside({ pool: pair.pool, ...RECORDS }, [alert])).length;
  expect(await events(service("CONNECTION_FAILURE"))).toBe(1);
  expect(await events(ofPrometheus("TDengineAway"))).toBe(0);
  expect(await rows("SELECT source, also_from FROM alerting.alert")).toEqual([
    { source: "service", also_from: ["prometheus"] },
  ]);
  // The other way round, and what another service calls the same is another alert.
  expect(await events(ofPrometheus("Queue"))).toBe(1);
  const named = { ...service("CUSTOM"), rule: "Queue" };
  const labels = { alertname: "Queue", service: "market-data", severity: "critical", type: "CUSTOM" };
  expect(await events({ ...named, fingerprint: "ab".repeat(32), labels })).toBe(0);
  const other = { ...labels, service: "orders" };
  expect(await events({ ...named, fingerprint: "cd".repeat(32), labels: other })).toBe(1);
});

test("an alert that Prometheus told first ends when a rule of ours has it too", async () => {
  await record(told(0.5));
  await pair.pool.query(
    `INSERT INTO alerting.alert (shard, fingerprint, episode, source, rule, file, group_name, level, type, labels,
       annotations, condition, active_since, fired_at, last_seen_at)
     SELECT shard, sha256('rule'), 1, 'rule', rule, file, group_name, level, type, labels - 'instance', annotations,
       condition, active_since, fired_at, last_seen_at FROM alerting.alert`,
  );
  expect(await record(told(4))).toEqual(["resolved"]);
  expect(await record(told(12))).toEqual([]);
  expect(await rows("SELECT also_from FROM alerting.alert WHERE source = 'rule'")).toEqual([
    { also_from: ["prometheus"] },
  ]);
});

test("two thousand alerts in one message are in the inbox within seconds, each once", async () => {
  const storm = Array.from({ length: 2000 }, (_, at) =>
    told(0.5, { labels: { ...down, instance: `${at}` } }),
  );
  const beganMs = performance.now();
  expect(await record(...storm, ...storm)).toHaveLength(2000);
  // Alertmanager gives a message 10 s and then sends all of it again.
  expect(performance.now() - beganMs).toBeLessThan(10_000);
  expect(await record(...storm)).toEqual([]);
  expect(await rows("SELECT count(*)::int AS count FROM alerting.alert WHERE condition = 'firing'")).toEqual([
    { count: 2000 },
  ]);
});
