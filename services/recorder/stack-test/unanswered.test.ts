import { createServer } from "node:net";
import { expect, jest, test } from "@jest/globals";
import { createKafkaRecordLog } from "@mystocks/bus";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import { createLogger } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { countsInPulses, countsInSpans } from "../test/counts.ts";
import { byTable, expectedCounts, tracesOf } from "../test/expected-counts.ts";
import {
  newPrefix,
  openLog,
  positionsReach,
  spansStored,
  startKafkaRecorder,
  until,
} from "./kafka-recorder.ts";

jest.setTimeout(120_000);

async function withDatabase(use: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await openTestDatabase(storeTemplate);
  try {
    await use(database);
  } finally {
    await database.drop();
  }
}

test("partitions are let go while the store says nothing, and the next owner goes on where the store is", async () => {
  await withDatabase(async ({ url }) => {
    const prefix = newPrefix();
    const log = openLog(prefix);
    const first = await startKafkaRecorder(url, log);
    await log.append("otlp_spans", [{ value: tracesOf(0, 50) }]);
    await until(() => positionsReach(first.pool, "otlp_spans", 1));

    const pool = openStorePool({ url, max: 2, applicationName: "test" });
    const blocker = await pool.connect();
    await blocker.query("BEGIN");
    await blocker.query("LOCK TABLE telemetry.pulse_batch IN ACCESS EXCLUSIVE MODE");
    await log.append("otlp_spans", [{ value: tracesOf(50, 50) }, { value: tracesOf(100, 50) }]);
    await until(async () => {
      const waiting =
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
      return (await pool.query(waiting)).rowCount !== 0;
    });
    await first.life.stop(12_000);
    const second = await startKafkaRecorder(url, log);
    await until(() => second.recorder.stats().sources.length > 1);
    await blocker.query("ROLLBACK");
    blocker.release();
    await until(() => positionsReach(pool, "otlp_spans", 3));
    expect(byTable(await countsInSpans(pool))).toEqual(expectedCounts(150));
    expect(await countsInPulses(pool)).toEqual(await countsInSpans(pool));
    await second.stop();
    await first.stop();
    await pool.end();
    await log.close();
  });
});

test("a recorder starts without Kafka, and takes what comes over HTTP", async () => {
  await withDatabase(async ({ url }) => {
    const records = createKafkaRecordLog({
      connection: { brokers: [`127.0.0.1:${await closedPort()}`] },
      clientId: "test",
      log: createLogger("kafka", "silent"),
    });
    const running = await startKafkaRecorder(url, records);
    const response = await fetch(`http://127.0.0.1:${running.recorder.otlpPort}/v1/traces`, {
      method: "POST",
      body: tracesOf(0, 100),
      headers: { "content-type": "application/x-protobuf" },
    });
    expect(response.status).toBe(200);
    expect(await spansStored(running.pool)).toBe(100);
    await running.stop();
    await records.close();
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
