import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import * as fc from "fast-check";
import type pg from "pg";
import { compact, COMPACTION_STEPS, openStorePool, readPulses, storeTemplate } from "../index.ts";
import { addSource, commitPulses, type Pulse } from "./filled-store.ts";

const DAY = 86_400;
const now = Math.floor(Date.now() / 1000);

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, applicationName: "test" });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const pulse: fc.Arbitrary<Pulse> = fc.record({
  second: fc.oneof(fc.integer({ min: now - DAY, max: now + 300 }), fc.integer({ min: now - 90, max: now })),
  operationId: fc.integer({ min: 1, max: 3 }),
  durationsMs: fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 5 }),
  enclosed: fc.boolean(),
});
const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ source: fc.nat(1), pulses: fc.array(pulse, { minLength: 1, maxLength: 8 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.nat(2), at: fc.integer({ min: now - DAY, max: now + 600 }) }),
  },
);
const window = fc.record({
  from: fc.integer({ min: now - DAY - 60, max: now }),
  length: fc.integer({ min: 1, max: DAY + 600 }),
});

interface Figures {
  count: number;
  errors: number;
  sumMs: number;
  maxMs: number;
}

function naiveFigures(pulses: readonly Pulse[], from: number, to: number): [number, Figures][] {
  const figures = new Map<number, Figures>();
  for (const { second, operationId, durationsMs } of pulses) {
    if (second < from || second >= to) continue;
    const sum = figures.get(operationId) ?? { count: 0, errors: 0, sumMs: 0, maxMs: 0 };
    sum.count += durationsMs.length;
    sum.errors += durationsMs.filter((milliseconds) => milliseconds % 7 === 0).length;
    sum.sumMs += durationsMs.reduce((a, b) => a + b, 0);
    sum.maxMs = Math.max(sum.maxMs, ...durationsMs);
    figures.set(operationId, sum);
  }
  return [...figures].sort(([a], [b]) => a - b);
}

async function readFigures(from: number, to: number): Promise<[number, Figures][]> {
  const { rows } = await readPulses(pool, {
    from: new Date(from * 1000),
    to: new Date(to * 1000),
    by: "operation",
  });
  return rows.map(({ operationId, count, errors, sumSeconds, maxSeconds, histogram }) => {
    expect(histogram.count).toBe(count);
    expect(histogram.max).toBe(maxSeconds);
    return [
      operationId!,
      { count, errors, sumMs: Math.round(sumSeconds * 1000), maxMs: Math.round(maxSeconds * 1000) },
    ];
  });
}

type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

/** On an empty store; returns everything that was committed. */
async function perform(
  actions: readonly Action[],
  afterEach: (committed: readonly Pulse[]) => Promise<void> = async () => {},
): Promise<Pulse[]> {
  await pool.query(`TRUNCATE telemetry.pulse_1s, telemetry.pulse_1m, telemetry.pulse_1h, telemetry.pulse_1d,
    telemetry.pulse_batch, telemetry.compaction, telemetry.source`);
  const sources = [await addSource(pool, "a"), await addSource(pool, "b")];
  const committed: Pulse[] = [];
  for (const done of actions) {
    if ("step" in done) {
      await compact(pool, COMPACTION_STEPS[done.step]!, new Date(done.at * 1000));
    } else {
      await commitPulses(pool, sources[done.source]!, new Date(now * 1000), done.pulses);
      committed.push(...done.pulses);
    }
    await afterEach(committed);
  }
  return committed;
}

test("any window has the same figures before, between and after compactions in any order, with late rows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 4, maxLength: 14 }),
      window,
      async (actions, { from, length }) => {
        await perform(actions, async (committed) => {
          expect(await readFigures(from, from + length)).toEqual(
            naiveFigures(committed, from, from + length),
          );
        });
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test("any window in steps has the figures of each step, wherever its rows are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 4, maxLength: 10 }),
      window,
      fc.constantFrom(30, 60, 300, 3600, 7200),
      async (actions, { from, length }, stepSeconds) => {
        const committed = await perform(actions);
        const answer = await readPulses(pool, {
          from: new Date(from * 1000),
          to: new Date((from + length) * 1000),
          stepSeconds,
          by: "operation",
        });
        const steps = answer.rows.map(({ time, operationId, count }) => [
          time.getTime() / 1000,
          operationId,
          count,
        ]);
        const [first, end] = [answer.from.getTime() / 1000, answer.to.getTime() / 1000];
        const expected: number[][] = [];
        for (let step = first; step < end; step += stepSeconds)
          for (const [operationId, { count }] of naiveFigures(committed, step, step + stepSeconds))
            expected.push([step, operationId, count]);
        expect(steps).toEqual(expected);
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);

test("two compactors at once merge every row once", async () => {
  await pool.query("TRUNCATE telemetry.pulse_1s, telemetry.pulse_1m, telemetry.compaction");
  const source = await addSource(pool, "twice");
  for (let commit = 0; commit < 20; commit++)
    await commitPulses(pool, source, new Date(now * 1000), [
      { second: now - 600, operationId: 1, durationsMs: [commit + 1] },
    ]);
  const step = COMPACTION_STEPS[0]!;
  const chunks = await Promise.all([1, 2, 3].map(() => compact(pool, step, new Date(now * 1000))));
  expect(chunks.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
  const { rows } = await pool.query(
    "SELECT count::int, sum_ns::float8, max_ns::float8 FROM telemetry.pulse_1m",
  );
  expect(rows).toEqual([{ count: 20, sum_ns: 210e6, max_ns: 20e6 }]);
});

test("a gauge's minutes keep its average and range, a counter's their first and last value", async () => {
  await pool.query(
    "INSERT INTO telemetry.resource (identity, service, instance, attributes) VALUES ('r', 's', 'i', '{}')",
  );
  const { rows } = await pool.query<{ series_id: number; type: string }>(
    `INSERT INTO telemetry.series (identity, resource_id, name, type, unit, labels)
     VALUES ('g', 1, 'gauge', 'gauge', '', '{}'), ('c', 1, 'counter', 'counter', '', '{}'),
       ('h', 1, 'histogram', 'histogram', 's', '{}') RETURNING series_id, type`,
  );
  const [gauge, counter, histogram] = rows.map(({ series_id }) => series_id);
  const source = await addSource(pool, "samples");
  const minute = Math.floor(now / 3600) * 3600 - 7200;
  const put = (
    sequence: number,
    series: number,
    second: number,
    value: number,
    sum: number | null,
    sketch: string | null,
  ) =>
    pool.query("INSERT INTO telemetry.sample_1s VALUES ($1, to_timestamp($2), $3, $4, $5, $6, $7)", [
      series,
      minute + second,
      source,
      sequence,
      value,
      sum,
      sketch,
    ]);
  await put(1, gauge!, 1, 5, null, null);
  await put(1, gauge!, 30, 1, null, null);
  await put(1, counter!, 10, 100, null, null);
  await put(1, counter!, 70, 160, null, null);
  await put(1, histogram!, 10, 4, 2.5, "\\x01");
  await put(1, histogram!, 20, 6, 3.5, "\\x02");
  const [, , , toMinutes, toHours] = COMPACTION_STEPS;
  await compact(pool, toMinutes!, new Date(now * 1000));
  await put(2, gauge!, 40, 9, null, null);
  await put(2, counter!, 5, 90, null, null);
  await compact(pool, toMinutes!, new Date(now * 1000));
  await compact(pool, toHours!, new Date(now * 1000));
  const hours = await pool.query(
    `SELECT series_id, samples, first, last, min, max, sum, encode(sketch, 'hex') AS sketch
     FROM telemetry.sample_1h ORDER BY series_id`,
  );
  expect(hours.rows).toEqual([
    { series_id: gauge, samples: 3, first: 5, last: 9, min: 1, max: 9, sum: 15, sketch: null },
    { series_id: counter, samples: 3, first: 90, last: 160, min: 90, max: 160, sum: 350, sketch: null },
    { series_id: histogram, samples: 2, first: 4, last: 6, min: 4, max: 6, sum: 3.5, sketch: "02" },
  ]);
});
