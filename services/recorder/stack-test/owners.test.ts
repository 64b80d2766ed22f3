import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { RecordLog } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { countsInEvents, countsInPulses, countsInSpans } from "../test/counts.ts";
import { byTable, expectedCounts, tracesOf } from "../test/expected-counts.ts";
import { logsBody, metricsBody } from "../testing/index.ts";
import {
  newPrefix,
  openLog,
  positionsReach,
  readAlone,
  startKafkaRecorder,
  until,
  type KafkaRecorder,
} from "./kafka-recorder.ts";

const MESSAGES = 120;
jest.setTimeout(120_000);

let database: TestDatabase;
let prefix: string;
let log: RecordLog;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  prefix = newPrefix();
  log = openLog(prefix);
});

afterEach(async () => {
  await log.close();
  await database.drop();
});

async function send(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) await log.append("otlp_spans", [{ value: tracesOf(i * 50, 50) }]);
}

/** Delta counters of ten services, one point each a round, and an event each. */
async function sendMetricsAndLogs(rounds: number): Promise<void> {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  for (let round = 0; round < rounds; round++) {
    const timeNs = nowNs + BigInt(round) * 1_000_000_000n - 60_000_000_000n;
    for (let service = 0; service < 10; service++) {
      const point = { name: "mystocks_cache_hits_total", value: 1, timeNs, temporality: "delta" as const };
      const key = Buffer.from(`${service}`);
      await log.append("otlp_metrics", [{ key, value: metricsBody(`service-${service}`, [point]) }]);
      const event = { timeNs, eventName: "mystocks.alert", attributes: { level: "WARNING" } };
      await log.append("otlp_logs", [{ key, value: logsBody(`service-${service}`, [event]) }]);
    }
  }
}

async function expectEachOnce(pool: pg.Pool, owners: readonly KafkaRecorder[], spans: number): Promise<void> {
  const inSpans = await countsInSpans(pool);
  expect(byTable(inSpans)).toEqual(expectedCounts(spans));
  expect(await countsInPulses(pool)).toEqual(inSpans);
  expect(countsInEvents(owners.flatMap(({ events }) => events))).toEqual(inSpans);
  const { rows } = await pool.query<{ batches: number; different: number; highest: number }>(
    `SELECT source_id, count(*)::int AS batches, count(DISTINCT sequence)::int AS different, max(sequence)::int AS highest
     FROM telemetry.pulse_batch GROUP BY 1`,
  );
  for (const { batches, different, highest } of rows)
    expect([different, highest]).toEqual([batches, batches]);
}

test("two recorders that both believe to own every partition store each record once, and add deltas up once", async () => {
  const owners = [
    await startKafkaRecorder(database.url, readAlone(log)),
    await startKafkaRecorder(database.url, readAlone(log)),
  ];
  const { pool } = owners[0]!;
  await Promise.all([send(0, MESSAGES), sendMetricsAndLogs(6)]);
  await until(() => positionsReach(pool, "otlp_spans", MESSAGES));
  await until(() => positionsReach(pool, "otlp_metrics", 60));
  await until(() => positionsReach(pool, "otlp_logs", 60));
  const { rows } = await pool.query<{ logs: number; samples: number; least: number; most: number }>(
    `SELECT (SELECT count(*)::int FROM telemetry.log_event) AS logs, count(*)::int AS samples,
       (SELECT min(value) FROM (SELECT max(value) AS value FROM telemetry.sample_1s GROUP BY series_id)) AS least,
       max(value) AS most
     FROM telemetry.sample_1s`,
  );
  expect(rows[0]).toEqual({ logs: 60, samples: 60, least: 6, most: 6 });
  await Promise.all(owners.map((owner) => owner.stop()));
  const check = await startKafkaRecorder(database.url, readAlone(log));
  await expectEachOnce(check.pool, [...owners, check], MESSAGES * 50);
  await check.stop();
});

test("recorders that come and go share the partitions; each span is stored once", async () => {
  const logs = [log, openLog(prefix), openLog(prefix)];
  const sending = send(0, MESSAGES);
  const owners = [await startKafkaRecorder(database.url, logs[0]!)];
  const { pool } = owners[0]!;
  await until(() => positionsReach(pool, "otlp_spans", 10));
  owners.push(await startKafkaRecorder(database.url, logs[1]!));
  await until(() => owners[1]!.recorder.stats().sources.length > 1);
  await sending;
  await send(MESSAGES, 2 * MESSAGES);
  await owners[0]!.stop();
  owners.push(await startKafkaRecorder(database.url, logs[2]!));
  await send(2 * MESSAGES, 3 * MESSAGES);
  await until(() => positionsReach(owners[1]!.pool, "otlp_spans", 3 * MESSAGES));
  await Promise.all(owners.slice(1).map((owner) => owner.stop()));
  for (const other of logs.slice(1)) await other.close();
  const check = await startKafkaRecorder(database.url, readAlone(log));
  await expectEachOnce(check.pool, [...owners, check], 3 * MESSAGES * 50);
  await check.stop();
});
