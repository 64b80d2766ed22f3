import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import type pg from "pg";
import { openStorePool, readPulses, storeTemplate } from "../index.ts";
import { addSource, commitPulses } from "./filled-store.ts";

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

const now = Math.floor(Date.now() / 1000);
const at = (second: number) => new Date(second * 1000);

test("a window has the figures of its pulses, by operation and in total, enclosed ones apart", async () => {
  const source = await addSource(pool, "test");
  await commitPulses(pool, source, at(now), [
    { second: now - 10, operationId: 1, durationsMs: [10, 20, 30] },
    { second: now - 5, operationId: 1, durationsMs: [70] },
    { second: now - 5, operationId: 2, durationsMs: [500], enclosed: true },
    { second: now - 100, operationId: 2, durationsMs: [999] },
  ]);
  const window = { from: at(now - 60), to: at(now) };
  const { rows } = await readPulses(pool, { ...window, by: "operation" });
  expect(rows.map(({ operationId, count, errors }) => [operationId, count, errors])).toEqual([
    [1, 4, 1],
    [2, 1, 0],
  ]);
  expect(rows[0]).toMatchObject({ rows: 14, bytes: 18, sumSeconds: 0.13, maxSeconds: 0.07 });
  expect(rows[0]!.histogram.count).toBe(4);
  expect(rows[0]!.histogram.max).toBe(0.07);
  const total = await readPulses(pool, { ...window, by: "total", totalsOnly: true });
  expect(total.rows.map(({ operationId, count }) => [operationId, count])).toEqual([[null, 4]]);
  const one = await readPulses(pool, { ...window, by: "total", operationIds: [2] });
  expect(one.rows.map(({ count }) => count)).toEqual([1]);
});

test("a step gives one row for each part in which something ran, aligned to the step", async () => {
  const source = await addSource(pool, "test");
  const start = Math.floor(now / 60) * 60 - 600;
  await commitPulses(pool, source, at(now), [
    { second: start + 5, operationId: 1, durationsMs: [10] },
    { second: start + 65, operationId: 1, durationsMs: [20] },
    { second: start + 119, operationId: 2, durationsMs: [30] },
  ]);
  const answer = await readPulses(pool, {
    from: at(start + 3),
    to: at(start + 178),
    stepSeconds: 60,
    by: "total",
  });
  expect([answer.from, answer.to]).toEqual([at(start), at(start + 180)]);
  expect(answer.rows.map(({ time, count }) => [time, count])).toEqual([
    [at(start), 1],
    [at(start + 60), 2],
  ]);
});

test("a window in which nothing ran has no rows", async () => {
  const { rows } = await readPulses(pool, { from: at(now - 60), to: at(now), by: "total" });
  expect(rows).toEqual([]);
});
