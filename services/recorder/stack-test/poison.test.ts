import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { RecordLog } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { decodeDeadLetter } from "@mystocks/events";
import { listDeadLetters, markReplayed, readDeadLetter, storeTemplate } from "@mystocks/store";
import { countsInPulses, countsInSpans } from "../test/counts.ts";
import { byTable, expectedCounts, tracesOf } from "../test/expected-counts.ts";
import { testSpans, tracesBody } from "../testing/index.ts";
import {
  newPrefix,
  openLog,
  positionsReach,
  spansStored,
  startKafkaRecorder,
  until,
} from "./kafka-recorder.ts";

const MIB = 1024 * 1024;
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

const ONE_PARTITION = Buffer.from("one partition for all");
const append = (values: readonly Buffer[]) =>
  log.append(
    "otlp_spans",
    values.map((value) => ({ key: ONE_PARTITION, value })),
  );

/** Field 999, wire type 2, as a later OTLP might have it. */
const UNKNOWN_FIELD = Buffer.from([0xba, 0x3e, 0x03, 1, 2, 3]);

test("records that can't be read are dead letters with their reason, whole, and the next ones are stored", async () => {
  const poison = {
    truncated: tracesOf(0, 50).subarray(0, 5000),
    text: Buffer.from("hello, recorder"),
    bomb: gzipSync(Buffer.alloc(64 * MIB)),
    halfJson: Buffer.from('{"resourceSpans": ['),
  };
  await append([
    tracesOf(0, 50),
    poison.truncated,
    poison.text,
    Buffer.concat([tracesOf(50, 50), UNKNOWN_FIELD]),
    poison.bomb,
    poison.halfJson,
    tracesOf(100, 50),
  ]);
  const running = await startKafkaRecorder(database.url, log);
  const { pool } = running;
  await until(() => positionsReach(pool, "otlp_spans", 7));
  expect(byTable(await countsInSpans(pool))).toEqual(expectedCounts(150));

  const letters = (await listDeadLetters(pool)).toSorted((a, b) => Number(a.offset) - Number(b.offset));
  expect(letters.map(({ offset, code }) => [Number(offset), code])).toEqual([
    [1, "malformed"],
    [2, "malformed"],
    [4, "compressed"],
    [5, "malformed"],
  ]);
  const kept = await Promise.all(letters.map(({ id }) => readDeadLetter(pool, id)));
  expect(kept.map((letter) => letter!.payload)).toEqual(Object.values(poison));
  expect(letters.every(({ reason, truncated }) => reason !== "" && !truncated)).toBe(true);

  await until(() => running.deadLetters.length === 4);
  const told = running.deadLetters.map((text) => decodeDeadLetter(text)!);
  expect(told.map(({ offset }) => Number(offset))).toEqual([1, 2, 4, 5]);
  expect(Buffer.from(told[1]!.payload, "base64")).toEqual(poison.text);
  expect(running.recorder.stats()).toMatchObject({
    records: 7,
    deadLetters: { malformed: 3, compressed: 1 },
  });

  const { rows } = await pool.query(
    "SELECT records::int, dead_letters::int FROM telemetry.source WHERE records > 0",
  );
  expect(rows).toEqual([{ records: 7, dead_letters: 4 }]);
  await running.stop();
});

test("reading a segment again stores no dead letter twice; one that is replayed says so", async () => {
  await append([tracesOf(0, 50), Buffer.from("no OTLP")]);
  const running = await startKafkaRecorder(database.url, log);
  const { pool } = running;
  await until(() => positionsReach(pool, "otlp_spans", 2));
  await pool.query("UPDATE telemetry.source SET next = 0 WHERE source = 'otlp_spans'");
  await append([tracesOf(50, 50)]);
  await until(() => positionsReach(pool, "otlp_spans", 3));
  const [letter, ...others] = await listDeadLetters(pool, { waitingOnly: true, topic: "otlp_spans" });
  expect(others).toEqual([]);
  expect(await markReplayed(pool, letter!.id)).toBe(true);
  expect(await listDeadLetters(pool, { waitingOnly: true })).toEqual([]);
  expect((await readDeadLetter(pool, letter!.id))!.replayedAt).not.toBeNull();
  expect(await readDeadLetter(pool, "otlp_spans/0/99")).toBeUndefined();
  expect(await markReplayed(pool, "nonsense")).toBe(false);
  await running.stop();
});

test("dead letters that could not be published are told of by the next owner", async () => {
  const noBroker = () => Promise.reject(new Error("no broker"));
  await append([Buffer.from("one"), tracesOf(0, 50), Buffer.from("two")]);
  const first = await startKafkaRecorder(database.url, log, {
    bus: (bus) => ({ ...bus, publish: noBroker }),
  });
  await until(() => positionsReach(first.pool, "otlp_spans", 3));
  await first.stop();
  expect(first.deadLetters).toEqual([]);

  const second = await startKafkaRecorder(database.url, log);
  await until(() => second.deadLetters.length === 2);
  const read = second.deadLetters.map((text) => decodeDeadLetter(text)!);
  expect(read.map(({ id, encoding }) => [id.replace(/\/\d\//, "/n/"), encoding])).toEqual([
    ["otlp_spans/n/1", "base64"],
    ["otlp_spans/n/2", "base64"],
  ]);
  await second.stop();
  const third = await startKafkaRecorder(database.url, log);
  await until(() => third.recorder.stats().sources.length > 1);
  await third.stop();
  expect(third.deadLetters).toEqual([]);
});

test("a batch that the store refuses is halved down to the record that it is for", async () => {
  const running = await startKafkaRecorder(database.url, log, {
    tuning: { lingerMs: 300, fewRecords: 10_000 },
  });
  const { pool } = running;
  await pool.query("ALTER TABLE telemetry.span ADD CHECK (name <> 'poison')");
  const [span] = testSpans(900_000, 1);
  const poison = tracesBody("market-data", [{ ...span!, name: "poison" }]);
  const bodies = Array.from({ length: 16 }, (_, i) => tracesOf(i * 50, 50));
  await append([...bodies.slice(0, 5), poison, ...bodies.slice(5)]);
  await until(() => positionsReach(pool, "otlp_spans", 17));
  expect(byTable(await countsInSpans(pool))).toEqual(expectedCounts(800));
  expect(await countsInPulses(pool)).toEqual(await countsInSpans(pool));
  const letters = await listDeadLetters(pool);
  expect(letters).toMatchObject([{ code: "refused", offset: "5", payloadBytes: poison.length }]);
  await running.stop();
});

test("a record of 5 MB is stored", async () => {
  const spans = testSpans(0, 17_000);
  const body = tracesBody("market-data", spans);
  expect(body.length).toBeGreaterThan(4_000_000);
  const running = await startKafkaRecorder(database.url, log);
  await append([body]);
  await until(() => positionsReach(running.pool, "otlp_spans", 1));
  expect(await spansStored(running.pool)).toBe(17_000);
  await running.stop();
});
