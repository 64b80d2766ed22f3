import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { calendarBook } from "@mystocks/calendar";
import { openTestDatabase, type TestDatabase } from "@mystocks/embedded-postgres";
import type { PulseEvent } from "@mystocks/events";
import { evaluateInstant, Labels, Matcher, parse, selectorsOf } from "@mystocks/promql";
import { parseRuleFile } from "@mystocks/rules";
import { createLogger, FaultLog } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import type pg from "pg";
import { LiveStore } from "../series/live-store.ts";
import { refill } from "../series/refill.ts";
import type { Read } from "../series/refill-past.ts";
import { RecordReplay } from "../series/replay-records.ts";
import { storePulses, type Second } from "./stored-pulses.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const NOW = Math.floor(Date.now() / 1000 / (5 * MINUTE)) * 5 * MINUTE - 60;
const SPAN_HOURS = 7;

const EXPRESSIONS = [
  "increase(mystocks_operation_errors_total[5m])",
  "increase(mystocks_operation_errors_total[14m])",
  "increase(mystocks_operation_errors_total[2h])",
  "increase(mystocks_operation_errors_total[6h])",
  "increase(mystocks_operation_duration_seconds_count[1h] offset 2h)",
  "mystocks_operation_errors_total - mystocks_operation_errors_total offset 1h",
  "histogram_quantile(0.9, rate(mystocks_operation_duration_seconds[3h]))",
  "histogram_count(increase(mystocks_operation_duration_seconds[5h]))",
  "histogram_quantile(0.5, sum by (le) (rate(mystocks_operation_duration_seconds_bucket[2h])))",
];

let database: TestDatabase;
let pool: pg.Pool;

beforeEach(async () => {
  database = await openTestDatabase(storeTemplate);
  pool = openStorePool({ url: database.url, max: 2, applicationName: "refill-test" });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

test("a store that is filled at a start answers what one that never stopped does, hours back too", async () => {
  const pulse = record({
    // Often enough that nothing is forgotten between.
    second: integer({ min: 0, max: SPAN_HOURS * HOUR - 1 }),
    operation: constantFrom("load_daily_kline", "load_ticks"),
    seconds: constantFrom([0.1], [0.1, 3], [5]),
    errors: integer({ min: 0, max: 3 }),
  });
  await assert(
    asyncProperty(array(pulse, { minLength: 60, maxLength: 90, size: "max" }), async (drawn) => {
      await pool.query("TRUNCATE telemetry.pulse_1s, telemetry.source, telemetry.operation RESTART IDENTITY");
      const start = NOW - SPAN_HOURS * HOUR;
      const seconds = [
        ...new Map(drawn.map((one) => [one.second, { ...one, second: start + one.second }])).values(),
      ].sort((a, b) => a.second - b.second);
      const events = await storePulses(pool, seconds);
      const ran = ticked(start, events);
      const { store: filled } = await refill(pool, NOW * 1000, reads());
      filled.tick(NOW * 1000);
      for (const expression of EXPRESSIONS) expectAlike(expression, filled, ran);
    }),
    { numRuns: 5 },
  );
}, 240_000);

test("what rules record is there again after a start, as far back as rules read it", async () => {
  const failing = (hoursAgo: number): Second => ({
    second: NOW - hoursAgo * HOUR,
    operation: "load_ticks",
    seconds: [0.1],
    errors: 6,
  });
  await storePulses(pool, [failing(5), failing(3), failing(0.1)]);
  const { groups } = parseRuleFile(
    "rules.yml",
    `
groups:
  - name: g
    rules:
      - record: operation:errors:increase5m
        expr: sum by (operation) (increase(mystocks_operation_errors_total[5m]))
      - alert: A
        expr: max_over_time(operation:errors:increase5m[4h]) > 5
      - alert: B
        expr: operation:errors:increase5m offset 3h > 5
`,
  );
  const store = new LiveStore(NOW * 1000);
  store.retain([new Matcher("__name__", "=", "operation:errors:increase5m")], 4 * HOUR * 1000);
  store.append(seriesOf("operation:errors:increase5m"), NOW * 1000, 6);
  const replay = new RecordReplay({
    pool,
    live: { store },
    groups: () => groups,
    calendars: calendarBook().find,
    publicUrl: "",
    faults: new FaultLog(createLogger("test", "warn")),
    now: () => NOW * 1000,
  });
  await replay.start();
  store.tick(NOW * 1000);
  expect(valuesOf("max_over_time(operation:errors:increase5m[4h])", store)).toEqual([6]);
  expect(valuesOf("max_over_time(operation:errors:increase5m[1h] offset 150m)", store)).toEqual([6]);
  expect(valuesOf("max_over_time(operation:errors:increase5m[1h] offset 1h)", store)).not.toEqual([6]);
});

function reads(): Read[] {
  return EXPRESSIONS.flatMap((text) => selectorsOf(parse(text))).map((leaf) => ({
    matchers: leaf.matchers,
    ageMs: leaf.rangeMs + leaf.offsetMs,
  }));
}

/** As if it had run all the time. */
function ticked(start: number, events: readonly PulseEvent[]): LiveStore {
  const store = new LiveStore(start * 1000);
  for (const { matchers, ageMs } of reads()) store.retain(matchers, ageMs);
  const bySecond = new Map(events.map((event) => [event.observedSecond, event]));
  for (let second = start; second <= NOW; second++) {
    const event = bySecond.get(second);
    if (event !== undefined) store.apply(event);
    store.tick(second * 1000);
  }
  return store;
}

/** Values are those of whole events but for a second in five minutes, by which counters are filled up at the ends. */
function expectAlike(expression: string, filled: LiveStore, ran: LiveStore): void {
  const [own, wanted] = [valuesOf(expression, filled), valuesOf(expression, ran)];
  expect([expression, own.length]).toEqual([expression, wanted.length]);
  own.forEach((value, at) => {
    const distance = Math.abs(value - wanted[at]!) / Math.max(1, Math.abs(wanted[at]!));
    if (!(distance < 0.02) && !Object.is(value, wanted[at]))
      throw new Error(`${expression}: ${value}, and ${wanted[at]} without a restart`);
  });
}

function valuesOf(expression: string, store: LiveStore): number[] {
  const result = evaluateInstant(parse(expression), store, NOW * 1000);
  if (result.type !== "vector") throw new Error(`${expression} is no vector`);
  const samples = [...result.samples].sort((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
  return samples.map(({ value }) => value);
}

const seriesOf = (name: string) => Labels.of({ __name__: name, operation: "load_ticks" });
