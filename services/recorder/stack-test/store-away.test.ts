import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { countsInPulses, countsInSpans } from "../test/counts.ts";
import { byTable, expectedCounts, tracesOf } from "../test/expected-counts.ts";
import { newPrefix, openLog, positionsReach, until } from "./kafka-recorder.ts";
import { RecorderChild } from "./recorder-child.ts";

jest.setTimeout(180_000);

const MIB = 1024 * 1024;
const SPANS_PER_MESSAGE = 500;
/** 100,000 spans, 30 MB: more than a recorder may hold. */
const MESSAGES = 200;
const OUTAGE_MS = 15_000;

test("PostgreSQL stopped under load: nothing is lost or doubled, and memory stays flat", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "mystocks-away-"));
  let server = await startEmbeddedPostgres({ dataDir });
  const { port } = server;
  const url = server.url();
  await storeTemplate.prepare(url);
  const prefix = newPrefix();
  const log = openLog(prefix);
  const recorder = new RecorderChild(url, prefix);
  await recorder.start();
  const send = (i: number) =>
    log.append("otlp_spans", [{ value: tracesOf(i * SPANS_PER_MESSAGE, SPANS_PER_MESSAGE) }]);
  for (let i = 0; i < 20; i++) await send(i);
  const pool = openStorePool({ url, max: 1, applicationName: "test" });
  await until(() => positionsReach(pool, "otlp_spans", 20));
  const { rssBytes } = await recorder.held();

  await server.stop();
  const stoppedAtMs = performance.now();
  for (let i = 20; i < MESSAGES; i++) await send(i);
  let most = { rssBytes: 0, queuedBytes: 0, commitFailures: 0 };
  await until(async () => {
    const held = await recorder.held();
    if (held.rssBytes > most.rssBytes) most = held;
    return performance.now() - stoppedAtMs > OUTAGE_MS;
  });
  expect(most.commitFailures).toBeGreaterThan(0);
  expect(most.queuedBytes).toBeGreaterThan(0);
  expect(most.queuedBytes).toBeLessThanOrEqual(32 * MIB);
  expect(most.rssBytes - rssBytes).toBeLessThan(80 * MIB);

  server = await startEmbeddedPostgres({ dataDir, port });
  await until(() => positionsReach(pool, "otlp_spans", MESSAGES).catch(() => false));
  await recorder.kill();
  const inSpans = await countsInSpans(pool);
  expect(byTable(inSpans)).toEqual(expectedCounts(MESSAGES * SPANS_PER_MESSAGE));
  expect(await countsInPulses(pool)).toEqual(inSpans);
  await pool.end();
  await log.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});
