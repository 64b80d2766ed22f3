import { expect, jest, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { countsInPulses, countsInSpans } from "../test/counts.ts";
import { testSpans, tracesBody } from "../testing/index.ts";
import { newPrefix, openLog, positionsReach, until } from "./kafka-recorder.ts";
import { RecorderChild } from "./recorder-child.ts";

jest.setTimeout(180_000);

const RECORDS = 200;
const endMs = Math.floor(Date.now() / 1000) * 1000 - 500;
const limits = { spansPerSecondPerNamespace: 500 };

/** 50 spans of one name space and 2 of another, as one record each; all ended in one second. */
const pairOf = (at: number) =>
  (["noisy", "quiet"] as const).map((namespace) => {
    const [first, count] = namespace === "noisy" ? [at * 50, 50] : [1_000_000 + at * 2, 2];
    const spans = testSpans(first, count, { operations: 10, endMs });
    return { value: tracesBody(namespace, spans, { "k8s.namespace.name": namespace }) };
  });

test("a flood on Kafka, read again and by a recorder that was killed, takes nothing from another name space", async () => {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, max: 1, applicationName: "test" });
  const prefix = newPrefix();
  const log = openLog(prefix);
  const append = async (from: number, to: number) => {
    for (let at = from; at < to; at++) await log.append("otlp_spans", pairOf(at));
  };
  const recorder = new RecorderChild(database.url, prefix, limits);
  await recorder.start();
  await append(0, RECORDS / 2);
  await until(() => positionsReach(pool, "otlp_spans", 20));
  await recorder.kill();
  await append(RECORDS / 2, RECORDS);
  await recorder.start();
  await until(() => positionsReach(pool, "otlp_spans", 2 * RECORDS));
  await recorder.kill();
  await pool.query("UPDATE telemetry.source SET next = next / 2 WHERE source = 'otlp_spans'");
  await recorder.start();
  await until(() => positionsReach(pool, "otlp_spans", 2 * RECORDS));
  await recorder.kill();
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM telemetry.span JOIN telemetry.resource USING (resource_id)
             WHERE service = 'quiet') AS quiet,
       (SELECT count(*)::int FROM telemetry.span) AS stored,
       sum(dropped)::int AS dropped, sum(received - stored - duplicates - dropped)::int AS unaccounted,
       sum(stored)::int AS in_ledger
     FROM telemetry.recorder_ledger WHERE signal = 'spans'`,
  );
  const { stored, dropped } = rows[0] as { stored: number; dropped: number };
  expect(rows[0]).toMatchObject({ quiet: 2 * RECORDS, unaccounted: 0, in_ledger: stored });
  expect(dropped).toBeGreaterThan(0);
  expect(await countsInPulses(pool)).toEqual(await countsInSpans(pool));
  await pool.end();
  await log.close();
  await database.drop();
});
