import { expect, jest, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { countsInPulses, countsInSpans } from "../test/counts.ts";
import { byTable, expectedCounts, tracesOf } from "../test/expected-counts.ts";
import { newPrefix, openLog, positionsReach, until } from "./kafka-recorder.ts";
import { RecorderChild } from "./recorder-child.ts";

jest.setTimeout(180_000);

const KILLS = 5;
const MESSAGES = 400;
const SPANS_PER_MESSAGE = 50;

test("a recorder killed under load loses no span and counts none twice", async () => {
  const database = await openTestDatabase(storeTemplate);
  const prefix = newPrefix();
  const log = openLog(prefix);
  const pool = openStorePool({ url: database.url, max: 1, applicationName: "test" });
  const recorder = new RecorderChild(database.url, prefix);
  await recorder.start();
  for (let kill = 0; kill <= KILLS; kill++) {
    const perKill = Math.ceil(MESSAGES / (KILLS + 1));
    const end = Math.min(MESSAGES, (kill + 1) * perKill);
    for (let i = kill * perKill; i < end; i++)
      await log.append("otlp_spans", [{ value: tracesOf(i * SPANS_PER_MESSAGE, SPANS_PER_MESSAGE) }]);
    // In the middle of what was sent last: some of it is stored, most of it is not.
    await until(() => positionsReach(pool, "otlp_spans", kill * perKill + 2));
    if (kill === KILLS) break;
    await recorder.kill();
    await recorder.start();
  }
  await until(() => positionsReach(pool, "otlp_spans", MESSAGES));
  await recorder.kill();
  const inSpans = await countsInSpans(pool);
  expect(byTable(inSpans)).toEqual(expectedCounts(MESSAGES * SPANS_PER_MESSAGE));
  expect(await countsInPulses(pool)).toEqual(inSpans);
  await pool.end();
  await log.close();
  await database.drop();
});
