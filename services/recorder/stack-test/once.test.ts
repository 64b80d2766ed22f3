import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { RecordLog } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { countsInEvents, countsInPulses, countsInSpans } from "../test/counts.ts";
import { byTable, expectedCounts, tracesOf } from "../test/expected-counts.ts";
import { logsBody, metricsBody } from "../testing/index.ts";
import { newPrefix, openLog, positionsReach, startKafkaRecorder, until } from "./kafka-recorder.ts";

jest.setTimeout(120_000);

let database: TestDatabase;
let log: RecordLog;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  log = openLog(newPrefix());
});

afterEach(async () => {
  await log.close();
  await database.drop();
});

const append = (topic: string, bodies: readonly Buffer[]) =>
  log.append(
    topic,
    bodies.map((value) => ({ value })),
  );

/** What must not change whatever comes again. */
async function contentOf(pool: pg.Pool) {
  const { rows } = await pool.query<Record<string, string>>(`
    SELECT
      (SELECT count(*) FROM telemetry.span) AS spans,
      (SELECT sum(count) FROM telemetry.pulse_1s) AS pulses,
      (SELECT count(*) FROM telemetry.sample_1s) AS samples,
      (SELECT sum(value) FROM telemetry.sample_1s) AS sample_values,
      (SELECT count(*) FROM telemetry.log_event) AS logs`);
  return { ...rows[0]!, operations: await countsInSpans(pool), inPulses: await countsInPulses(pool) };
}

/** 40 messages of spans, and metrics and logs, two of each in one partition or another. */
async function appendAll(): Promise<void> {
  await append(
    "otlp_spans",
    Array.from({ length: 40 }, (_, i) => tracesOf(i * 50, 50)),
  );
  const timeNs = BigInt(Date.now()) * 1_000_000n;
  const point = { name: "mystocks_db_connections_active", value: 3, timeNs };
  await append("otlp_metrics", [
    metricsBody("a", [point, { ...point, name: "mystocks_cache_hits_total", temporality: "delta" }]),
    metricsBody("b", [point]),
  ]);
  const event = { timeNs, eventName: "mystocks.alert", attributes: { level: "CRITICAL" } };
  await append("otlp_logs", [logsBody("a", [event]), logsBody("b", [event])]);
}

async function allStored(pool: pg.Pool): Promise<boolean> {
  const reached = await Promise.all([
    positionsReach(pool, "otlp_spans", 40),
    positionsReach(pool, "otlp_metrics", 2),
    positionsReach(pool, "otlp_logs", 2),
  ]);
  return reached.every(Boolean);
}

test("what the Collector wrote is in the store, in pulses and on the bus, once; the ledger adds up", async () => {
  await appendAll();
  const running = await startKafkaRecorder(database.url, log);
  await until(() => allStored(running.pool));
  const inSpans = await countsInSpans(running.pool);
  expect(byTable(inSpans)).toEqual(expectedCounts(2000));
  expect(await countsInPulses(running.pool)).toEqual(inSpans);
  await until(() => countsInEvents(running.events)["load_1"] === inSpans["load_1"]);
  expect(countsInEvents(running.events)).toEqual(inSpans);
  expect(running.events.flatMap(({ samples }) => samples)).toHaveLength(3);
  expect(running.events.flatMap(({ logs }) => logs)).toHaveLength(2);
  const { rows } = await running.pool.query(
    `SELECT signal, sum(received)::int AS received, sum(stored)::int AS stored, sum(duplicates)::int AS duplicates,
       sum(dropped)::int AS dropped
     FROM telemetry.recorder_ledger GROUP BY 1 ORDER BY 1`,
  );
  expect(rows).toEqual([
    { signal: "logs", received: 2, stored: 2, duplicates: 0, dropped: 0 },
    { signal: "samples", received: 3, stored: 3, duplicates: 0, dropped: 0 },
    { signal: "spans", received: 2000, stored: 2000, duplicates: 0, dropped: 0 },
  ]);
  await running.stop();
});

test("a segment that is read again, by a position set back or by a source made anew, changes nothing", async () => {
  await appendAll();
  const running = await startKafkaRecorder(database.url, log);
  const { pool } = running;
  await until(() => allStored(pool));
  const before = await contentOf(pool);
  await pool.query("UPDATE telemetry.source SET next = next / 2 WHERE source LIKE 'otlp\\_%'");
  await append("otlp_spans", [tracesOf(0, 1), tracesOf(50, 1), tracesOf(100, 1)]);
  await until(() => positionsReach(pool, "otlp_spans", 43));
  expect(running.recorder.stats().duplicates.spans).toBeGreaterThan(900);
  expect(await contentOf(pool)).toEqual(before);
  await pool.query("UPDATE telemetry.source SET source = 'former ' || source");
  await running.stop();

  const last = await startKafkaRecorder(database.url, log);
  await until(() => allStored(last.pool));
  await until(() => positionsReach(last.pool, "otlp_spans", 43));
  expect(await contentOf(last.pool)).toEqual(before);
  await last.stop();
});

test("the same spans in other batches, as a Collector sends them after an outage, change nothing", async () => {
  await append(
    "otlp_spans",
    Array.from({ length: 20 }, (_, i) => tracesOf(i * 100, 100)),
  );
  const running = await startKafkaRecorder(database.url, log);
  const { pool } = running;
  await until(() => positionsReach(pool, "otlp_spans", 20));
  const before = await contentOf(pool);
  await append(
    "otlp_spans",
    Array.from({ length: 27 }, (_, i) => tracesOf(i * 73, Math.min(73, 2000 - i * 73))),
  );
  await until(() => positionsReach(pool, "otlp_spans", 46));
  await until(() => running.recorder.stats().duplicates.spans >= 1971);
  expect(await contentOf(pool)).toEqual(before);
  await running.stop();
});
