import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { monitorConfig } from "@mystocks/runtime";
import type pg from "pg";
import {
  compact,
  COMPACTION_STEPS,
  createPartitions,
  dropExpired,
  insertDeadLetters,
  inTransaction,
  listDeadLetters,
  openStorePool,
  readDeadLetter,
  readPulses,
  recordPublished,
  storeTemplate,
} from "../index.ts";
import { addSource, commitPulses } from "./filled-store.ts";

const HOUR_MS = 3_600_000;
const retention = monitorConfig.parse({}).retention;

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, applicationName: "test" });
});

afterEach(async () => {
  await pool.end();
  await database.drop();
});

/** The start of the six hours before last: what a retention a little over a day on lets go. */
const now = new Date();
const from = Math.floor(now.getTime() / (6 * HOUR_MS)) * 6 * HOUR_MS - 12 * HOUR_MS;
const nextDay = new Date(from + (6 + 26) * HOUR_MS);

let nextSpan = 1;

async function addSpan(trace: number, endMs: number, marks = 0): Promise<void> {
  await pool.query(
    `INSERT INTO telemetry.span (end_ns, duration_ns, span_id, trace_id, resource_id, kind, status, marks, name)
     VALUES ($1, 1000000, $2, $3, 1, 1, 0, $4, 'x')`,
    [`${endMs}000000`, nextSpan++, traceId(trace), marks],
  );
}

const traceId = (trace: number) => `00000000-0000-0000-0000-${String(trace).padStart(12, "0")}`;

async function spansOf(trace: number): Promise<number> {
  const { rows } = await pool.query<{ spans: number }>(
    "SELECT count(*)::int AS spans FROM telemetry.spans WHERE trace_id = $1",
    [traceId(trace)],
  );
  return rows[0]!.spans;
}

async function partitionNames(table: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'telemetry'::regnamespace AND relkind = 'r'
       AND relname ~ ('^' || $1 || '_[0-9]{10}$') ORDER BY 1`,
    [table],
  );
  return rows.map(({ name }) => name);
}

test("a trace with a mark stays whole across partitions, one without goes, and no span is read twice", async () => {
  const boundary = from + 6 * HOUR_MS;
  await addSpan(1, from + 1000, 4);
  await addSpan(1, from + 2000);
  await addSpan(2, from + 3000);
  // A mark that comes in the next partition, and one that lies in the partition that goes first.
  await addSpan(3, boundary - 1000);
  await addSpan(3, boundary + 1000, 1);
  await addSpan(4, boundary - 500, 2);
  await addSpan(4, boundary + 500);
  await addSpan(5, boundary + 700);
  await dropExpired(pool, { retention, now: nextDay });
  expect(await Promise.all([1, 2, 3, 4, 5].map(spansOf))).toEqual([2, 0, 2, 2, 1]);
  expect(
    await dropExpired(pool, { retention, now: new Date(nextDay.getTime() + 6 * HOUR_MS) }),
  ).toMatchObject({
    dropped: expect.arrayContaining([expect.stringMatching(/^span_/)]),
  });
  expect(await Promise.all([1, 2, 3, 4, 5].map(spansOf))).toEqual([2, 0, 2, 2, 0]);
});

test("seconds go only when they are compacted, and a window over them then reads the minutes", async () => {
  const source = await addSource(pool, "test");
  const second = Math.floor(now.getTime() / 1000) - 3600;
  await commitPulses(pool, source, now, [{ second, operationId: 1, durationsMs: [5, 6] }]);
  const early = await dropExpired(pool, { retention, now: nextDay });
  const later = new Date(now.getTime() + 14 * HOUR_MS);
  const held = await dropExpired(pool, { retention, now: later });
  expect([...early.waiting, ...held.waiting]).toContainEqual({
    partition: expect.stringMatching(/^pulse_1s_/),
    reason: "not compacted yet",
  });
  await compact(pool, COMPACTION_STEPS[0]!, later);
  const { dropped } = await dropExpired(pool, { retention, now: later });
  expect(dropped).toContainEqual(expect.stringMatching(/^pulse_1s_/));
  const answer = await readPulses(pool, {
    from: new Date(second * 1000),
    to: new Date((second + 1) * 1000),
    by: "total",
  });
  expect(answer.rows.map(({ count }) => count)).toEqual([2]);
  expect(answer.from.getTime() % 60_000).toBe(0);
  expect(answer.to.getTime() - answer.from.getTime()).toBe(60_000);
});

test("readers who go on all the while see the same total through compaction and retention", async () => {
  const source = await addSource(pool, "test");
  const hour = Math.floor(now.getTime() / HOUR_MS) * 3600 - 2 * 3600;
  for (let commit = 0; commit < 60; commit++)
    await commitPulses(pool, source, now, [
      { second: hour + commit * 61, operationId: 1, durationsMs: [5, 6] },
    ]);
  const window = { from: new Date(hour * 1000), to: new Date((hour + 7200) * 1000), by: "total" } as const;
  const over = new AbortController();
  const seen = new Set<number>();
  const readers = [1, 2, 3].map(async () => {
    while (!over.signal.aborted)
      for (const { count } of (await readPulses(pool, window)).rows) seen.add(count);
  });
  const later = new Date(now.getTime() + 14 * HOUR_MS);
  for (const step of COMPACTION_STEPS) await compact(pool, step, later);
  const { dropped } = await dropExpired(pool, { retention, now: later });
  over.abort();
  await Promise.all(readers);
  expect(dropped).toContainEqual(expect.stringMatching(/^pulse_1s_/));
  expect([...seen]).toEqual([120]);
});

test("a batch that is not published yet keeps its partition", async () => {
  const source = await addSource(pool, "test");
  await commitPulses(
    pool,
    source,
    now,
    [{ second: 1, operationId: 1, durationsMs: [5] }].map((pulse) => ({
      ...pulse,
      second: Math.floor(now.getTime() / 1000),
    })),
  );
  await pool.query("UPDATE telemetry.source SET published = 0");
  const later = new Date(now.getTime() + 14 * HOUR_MS);
  expect((await dropExpired(pool, { retention, now: later })).waiting).toContainEqual({
    partition: expect.stringMatching(/^pulse_batch_/),
    reason: "not published yet",
  });
});

test("dead letters go with log events, but not before they are told of", async () => {
  const sourceId = await addSource(pool, "otlp_spans");
  const letter = {
    offset: 7,
    recordAtMs: now.getTime(),
    key: null,
    headers: { from: Buffer.from("collector") },
    code: "malformed" as const,
    reason: "no OTLP",
    payload: Buffer.from("hello"),
    payloadBytes: 5,
    payloadHash: Buffer.alloc(32, 1),
  };
  const insert = () =>
    inTransaction(pool, (client) =>
      insertDeadLetters(client, { sourceId, observedAtMs: now.getTime() }, [letter]),
    );
  expect([await insert(), await insert()]).toEqual([1, 0]);
  const later = new Date(now.getTime() + 33 * 24 * HOUR_MS);
  const waits = {
    partition: expect.stringMatching(/^dead_letter_/),
    reason: "not published yet",
  };
  expect((await dropExpired(pool, { retention, now: later })).waiting).toContainEqual(waits);
  expect(await readDeadLetter(pool, "otlp_spans/0/1")).toMatchObject({
    payload: letter.payload,
    headers: { from: "collector" },
  });
  await recordPublished(pool, sourceId, { batch: 0, deadLetter: 1 });
  expect((await dropExpired(pool, { retention, now: later })).waiting).not.toContainEqual(waits);
  expect(await listDeadLetters(pool)).toEqual([]);
});

test("a detach that was cut short is finished by the next run", async () => {
  const [oldest] = await partitionNames("span");
  const reader = await pool.connect();
  await reader.query("BEGIN");
  await reader.query("SELECT count(*) FROM telemetry.span");
  const client = await pool.connect();
  await client.query("SET lock_timeout = '100ms'");
  await expect(
    client.query(`ALTER TABLE telemetry.span DETACH PARTITION telemetry.${oldest} CONCURRENTLY`),
  ).rejects.toThrow("lock timeout");
  client.release(true);
  await reader.query("COMMIT");
  reader.release();
  const { dropped } = await dropExpired(pool, { retention, now: nextDay });
  expect(dropped).toContain(oldest);
  expect(await partitionNames("span")).not.toContain(oldest);
});

test("retention lets nothing go that creation would make again, and late rows always find a place", async () => {
  const later = new Date(now.getTime() + 30 * HOUR_MS);
  await createPartitions(pool, later);
  await dropExpired(pool, { retention, now: later });
  const tables = ["span", "kept_span", "sample_1s", "pulse_1m", "log_event"];
  const before = await Promise.all(tables.map(partitionNames));
  await createPartitions(pool, later);
  expect(await Promise.all(tables.map(partitionNames))).toEqual(before);
});

test("seconds of samples are emptied when compacted while late ones still find their partition", async () => {
  await pool.query(
    "INSERT INTO telemetry.resource (identity, service, instance, attributes) VALUES ('r', 's', 'i', '{}')",
  );
  await pool.query(
    "INSERT INTO telemetry.series (identity, resource_id, name, type, unit, labels) VALUES ('g', 1, 'g', 'gauge', '', '{}')",
  );
  const source = await addSource(pool, "test");
  const put = (sequence: number, ms: number) =>
    pool.query("INSERT INTO telemetry.sample_1s VALUES (1, $1, $2, $3, 1)", [new Date(ms), source, sequence]);
  await put(1, from + 1000);
  const later = new Date(from + 14 * HOUR_MS);
  expect((await dropExpired(pool, { retention, now: later })).waiting).toHaveLength(1);
  await compact(pool, COMPACTION_STEPS[3]!, later);
  expect((await dropExpired(pool, { retention, now: later })).emptied).toHaveLength(1);
  await put(2, from + 2000);
  expect((await dropExpired(pool, { retention, now: later })).waiting).toHaveLength(1);
});
