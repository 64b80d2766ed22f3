import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { array, assert, boolean, integer, property, record } from "fast-check";
import type { LiveExecution, LiveFigures, SecondPoint } from "./contract.ts";
import { AHEAD_SECONDS, FROM_START, LiveWindow, WINDOW_SECONDS } from "./live-window.ts";

const START = 1_800_000_000;

interface Step {
  /** How far the clock moves before it. */
  wait: number;
  /** How long before now it ended; below zero: in a clock that is ahead. */
  age: number;
  id: number;
  durationMs: number;
  failed: boolean;
  enclosed: boolean;
}

const steps = array(
  record({
    wait: integer({ min: 0, max: 90 }),
    age: integer({ min: -400, max: 1000 }),
    id: integer({ min: 1, max: 4 }),
    durationMs: integer({ min: 1, max: 9000 }),
    failed: boolean(),
    enclosed: boolean(),
  }),
  { maxLength: 60 },
);

function partOf({ durationMs, failed }: Pick<Step, "durationMs" | "failed">) {
  const histogram = new ExponentialHistogram();
  histogram.record(durationMs / 1000);
  return {
    count: 1,
    errors: failed ? 1 : 0,
    overWarning: durationMs >= 2000 ? 1 : 0,
    overCritical: durationMs > 5000 ? 1 : 0,
    maxSeconds: durationMs / 1000,
    sketch: histogram.encode(),
  };
}

/** Every step, kept whole. */
class Naive {
  readonly #kept: (Step & { second: number })[] = [];

  add(step: Step, second: number, now: number): void {
    if (second > now - WINDOW_SECONDS && second <= now + AHEAD_SECONDS) this.#kept.push({ ...step, second });
  }

  counts(now: number, wanted: (step: Step) => boolean) {
    const minute = this.#kept.filter((one) => wanted(one) && one.second > now - 60 && one.second <= now);
    const durations = minute.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
    return {
      count: minute.length,
      errors: minute.filter(({ failed }) => failed).length,
      overWarning: minute.filter(({ durationMs }) => durationMs >= 2000).length,
      overCritical: minute.filter(({ durationMs }) => durationMs > 5000).length,
      maxMs: durations.at(-1) ?? null,
      p95Ms: durations[Math.max(1, Math.ceil(durations.length * 0.95 - 1e-9)) - 1] ?? null,
    };
  }

  bySecond(now: number, wanted: (step: Step) => boolean): Map<number, number> {
    const counts = new Map<number, number>();
    for (const one of this.#kept) {
      if (!wanted(one) || one.second <= now - WINDOW_SECONDS) continue;
      counts.set(one.second, (counts.get(one.second) ?? 0) + 1);
    }
    return counts;
  }
}

function expectFigures(figures: LiveFigures, { p95Ms, ...counts }: ReturnType<Naive["counts"]>): void {
  expect(figures).toMatchObject({ ...counts, ratePerSecond: counts.count / 60 });
  if (p95Ms === null) expect(figures.p95Ms).toBeNull();
  else expect(Math.abs(figures.p95Ms! - p95Ms)).toBeLessThanOrEqual(p95Ms * 0.0056);
}

const countsOf = (points: readonly SecondPoint[]) =>
  new Map(points.map(({ second, count }) => [second, count]));

test("whatever comes in whatever order, sums and percentiles are those of all that lies in the window", () => {
  assert(
    property(steps, (given) => {
      const window = new LiveWindow({ mostOperations: 10 });
      const naive = new Naive();
      let now = START;
      for (const step of given) {
        now += step.wait;
        window.addToOperation(step.id, now - step.age, partOf(step), now);
        if (!step.enclosed) window.addToTotal(now - step.age, partOf(step), now);
        naive.add(step, now - step.age, now);
      }
      window.advance(now);
      const overview = window.overviewSince(FROM_START)!;
      expectFigures(
        overview.figures,
        naive.counts(now, ({ enclosed }) => !enclosed),
      );
      expect(countsOf(overview.points)).toEqual(naive.bySecond(now, ({ enclosed }) => !enclosed));
      for (const id of [1, 2, 3, 4]) {
        const operation = window.operationSince(id, FROM_START)!;
        expectFigures(
          operation.figures,
          naive.counts(now, (step) => step.id === id),
        );
        expect(countsOf(operation.points)).toEqual(naive.bySecond(now, (step) => step.id === id));
      }
    }),
  );
});

test("a client that adds updates to its snapshot holds what a fresh snapshot would give, however rarely it is told", () => {
  assert(
    property(steps, integer({ min: 1, max: 7 }), (given, every) => {
      const window = new LiveWindow({ mostOperations: 10 });
      const table = new Map<number, LiveFigures>();
      const seconds = new Map<number, SecondPoint>();
      let told = FROM_START;
      let now = START;
      const tell = () => {
        window.advance(now);
        for (const { id, figures } of window.operationsSince(told)?.operations ?? []) table.set(id, figures);
        for (const point of window.overviewSince(told)?.points ?? []) seconds.set(point.second, point);
        told = window.version;
      };
      for (const [at, step] of given.entries()) {
        now += step.wait;
        window.addToOperation(step.id, now - step.age, partOf(step), now);
        window.addToTotal(now - step.age, partOf(step), now);
        if (at % every === 0) tell();
      }
      tell();
      const running = [...table].filter(([, { count }]) => count > 0).sort(([a], [b]) => a - b);
      const fresh = window
        .operationsSince(FROM_START)!
        .operations.map(({ id, figures }) => [id, figures] as const);
      expect(running).toEqual(fresh.toSorted(([a], [b]) => a - b));
      const inWindow = [...seconds.values()].filter(({ second }) => second > now - WINDOW_SECONDS);
      expect(inWindow.sort((a, b) => a.second - b.second)).toEqual(window.overviewSince(FROM_START)!.points);
    }),
  );
});

test("an operation that falls silent is told once more, with nothing in its last minute", () => {
  const window = new LiveWindow({ mostOperations: 10 });
  window.addToOperation(1, START, partOf({ durationMs: 5, failed: false }), START);
  window.advance(START);
  const { version } = window;
  window.advance(START + 59);
  expect(window.operationsSince(version)).toBeUndefined();
  window.advance(START + 60);
  expect(window.operationsSince(version)!.operations).toMatchObject([
    { id: 1, figures: { count: 0, p95Ms: null } },
  ]);
  expect(window.operationsSince(window.version)).toBeUndefined();
});

test("of more operations than it may hold, those that ran last are kept", () => {
  const window = new LiveWindow({ mostOperations: 3 });
  for (let id = 1; id <= 5; id++) {
    window.addToOperation(id, START + id, partOf({ durationMs: 5, failed: false }), START + id);
  }
  window.advance(START + 5);
  expect(window.operationsSince(FROM_START)!.operations.map(({ id }) => id)).toEqual([3, 4, 5]);
  window.advance(START + 65);
  window.advance(START + 5 + WINDOW_SECONDS);
  expect(window.operationCount).toBe(0);
});

test("executions are told once, newest first; the overview has only those it is given", () => {
  const window = new LiveWindow({ mostOperations: 3 });
  const execution = (spanId: string, endedAtMs: number): LiveExecution => ({
    traceId: "t",
    spanId,
    endedAtMs,
    durationMs: 3000,
    failed: false,
    level: "warning",
    operationId: 1,
    operation: "load",
    service: "s",
  });
  window.addExecution(execution("a", 2), true);
  window.addExecution(execution("a", 2), true);
  window.addExecution(execution("b", 1), true);
  const { version } = window;
  window.addExecution(execution("c", 3), false);
  expect(window.overviewSince(FROM_START)!.executions.map(({ spanId }) => spanId)).toEqual(["a", "b"]);
  expect(window.overviewSince(version)).toBeUndefined();
  expect(window.operationSince(1, version)!.executions.map(({ spanId }) => spanId)).toEqual(["c"]);
});
