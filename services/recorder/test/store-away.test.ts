import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { testSpans, tracesBody } from "../testing/index.ts";
import { countsInEvents, countsInPulses, countsInSpans } from "./counts.ts";
import { byTable, expectedCounts, tracesOf } from "./expected-counts.ts";
import { sendRetrying } from "./retrying-client.ts";
import { startTestRecorder, withRecorder } from "./running-recorder.ts";

test("PostgreSQL that crashes and recovers under load costs no span and counts none twice", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "mystocks-crash-"));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await storeTemplate.prepare(server.url());
    const running = await startTestRecorder({ url: server.url(), tuning: { patienceMs: 200 } });
    const bodies = Array.from({ length: 100 }, (_, i) => tracesOf(i * 100, 100));
    const sending = sendRetrying(running.recorder.otlpPort, bodies, 4);
    for (const goal of [20, 60]) {
      while (sending.acknowledged < goal) await new Promise((turn) => setImmediate(turn));
      await crash(server.url());
    }
    await sending.done;
    await running.life.stop();
    const pool = openStorePool({ url: server.url(), max: 1, applicationName: "test" });
    const inSpans = await countsInSpans(pool);
    expect(byTable(inSpans)).toEqual(expectedCounts(10_000));
    expect(await countsInPulses(pool)).toEqual(inSpans);
    await running.bus.close();
    expect(countsInEvents(running.events)).toEqual(inSpans);
    await pool.end();
    await running.pool.end();
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}, 60_000);

/** A killed backend makes PostgreSQL end all connections and recover as after a power cut. */
async function crash(url: string): Promise<void> {
  const pool = openStorePool({ url, max: 1, applicationName: "crash" });
  const { rows } = await pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  process.kill(rows[0]!.pid, "SIGKILL");
  await pool.end().catch(() => {});
}

test("while a commit waits for a lock, a full queue answers 503 at once, and what waits is stored", async () => {
  const body = tracesOf(0, 150);
  const roomBytes = Math.floor(body.length * 1.5);
  await withRecorder({ tuning: { roomBytes } }, async (running) => {
    const blocker = await running.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE telemetry.source IN ACCESS EXCLUSIVE MODE");
    const held = running.post("/v1/traces", body);
    while (running.recorder.stats().received.spans < 150) await new Promise((turn) => setImmediate(turn));
    const refused = await running.post("/v1/traces", tracesOf(150, 150));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    await blocker.query("ROLLBACK");
    blocker.release();
    expect((await held).status).toBe(200);
    expect((await running.post("/v1/traces", tracesOf(150, 150))).status).toBe(200);
    expect(byTable(await countsInSpans(running.pool))).toEqual(expectedCounts(300));
    expect(running.recorder.stats().queue).toMatchObject({ requests: 0, usedBytes: 0 });
  });
});

test("a store that takes no connections is answered with 503, and recording goes on when it is back", async () => {
  await withRecorder({ tuning: { patienceMs: 200 } }, async (running) => {
    expect((await running.post("/v1/traces", tracesOf(0, 100))).status).toBe(200);
    const { rows } = await running.pool.query<{ name: string }>("SELECT current_database() AS name");
    const admin = openStorePool({
      url: process.env.MYSTOCKS_TEST_POSTGRES!,
      max: 1,
      applicationName: "test",
    });
    const allow = (allowed: boolean) =>
      admin.query(`ALTER DATABASE ${rows[0]!.name} ALLOW_CONNECTIONS ${allowed}`);
    await allow(false);
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [
      rows[0]!.name,
    ]);
    const refused = await running.post("/v1/traces", tracesOf(100, 100));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    await allow(true);
    await admin.end();
    expect((await running.post("/v1/traces", tracesOf(100, 100))).status).toBe(200);
    expect(byTable(await countsInSpans(running.pool))).toEqual(expectedCounts(200));
  });
});

test("a store that says nothing at all leaves no request without an answer", async () => {
  await withRecorder({ tuning: { answerMs: 200 } }, async (running) => {
    const blocker = await running.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE telemetry.source IN ACCESS EXCLUSIVE MODE");
    const refused = await running.post("/v1/traces", tracesOf(0, 100));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(running.recorder.stats().queue.usedBytes).toBeGreaterThan(0);
    await blocker.query("ROLLBACK");
    blocker.release();
    expect((await running.post("/v1/traces", tracesOf(0, 100))).status).toBe(200);
    expect(running.recorder.stats().queue.usedBytes).toBe(0);
    expect(byTable(await countsInSpans(running.pool))).toEqual(expectedCounts(100));
    expect(await countsInPulses(running.pool)).toEqual(await countsInSpans(running.pool));
  });
});

test("a request that can't be stored is refused alone, its neighbours of the same commit are stored", async () => {
  await withRecorder({}, async (running) => {
    await running.pool.query("ALTER TABLE telemetry.span ADD CHECK (name <> 'poison')");
    const blocker = await running.pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE telemetry.source IN ACCESS EXCLUSIVE MODE");
    const [span] = testSpans(900_000, 1);
    const poison = tracesBody("market-data", [{ ...span!, name: "poison" }]);
    const bodies = [tracesOf(0, 50), tracesOf(50, 50), poison, tracesOf(100, 50), tracesOf(150, 50)];
    const answers = bodies.map((body) => running.post("/v1/traces", body));
    while (running.recorder.stats().received.spans < 201) await new Promise((turn) => setImmediate(turn));
    await blocker.query("ROLLBACK");
    blocker.release();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 500, 200, 200]);
    expect(byTable(await countsInSpans(running.pool))).toEqual(expectedCounts(200));
    expect(await countsInPulses(running.pool)).toEqual(await countsInSpans(running.pool));
  });
});

test("a missing partition is made when a span needs it", async () => {
  await withRecorder({}, async (running) => {
    const lateMs = Date.now() - 20 * 3_600_000;
    await dropPartitionAt(running.pool, lateMs);
    const late = tracesBody("market-data", testSpans(0, 10, { endMs: lateMs }));
    expect((await running.post("/v1/traces", late)).status).toBe(200);
    expect(running.recorder.stats().stored.spans).toBe(10);
  });
});

/** As when the job that makes partitions had not run. */
async function dropPartitionAt(pool: pg.Pool, timeMs: number): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relid::regclass::text AS name
     FROM pg_partition_tree('telemetry.span') WHERE isleaf ORDER BY 1`,
  );
  const from = ({ name }: { name: string }) => {
    const [, year, month, day, hour] = /_(\d{4})(\d\d)(\d\d)(\d\d)$/.exec(name)!;
    return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour));
  };
  const holder = rows.filter((row) => from(row) <= timeMs).at(-1)!;
  await pool.query(`DROP TABLE ${holder.name}`);
}
