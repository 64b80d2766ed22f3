import { expect, test } from "@jest/globals";
import type { LiveExecution, SecondPoint } from "@mystocks/realtime";
import { mergeFeed, mergeSeconds, mergeTable } from "./merge.ts";
import type { LiveFeed } from "./merge.ts";

const quantiles = { maxMs: 9, p50Ms: 1, p95Ms: 2, p99Ms: 3 };
const second = (at: number, count: number): SecondPoint => ({
  ...quantiles,
  second: at,
  count,
  errors: 1,
  overWarning: 2,
  overCritical: 0,
});
const figures = { ...quantiles, count: 0, errors: 0, ratePerSecond: 0, overWarning: 0, overCritical: 0 };
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
const feed = (points: SecondPoint[], executions: LiveExecution[] = [], storedAtMs = 1): LiveFeed => ({
  storedAtMs,
  figures,
  points,
  executions,
});

test("a second that is told again replaces what was known of it", () => {
  const merged = mergeSeconds([second(10, 5), second(11, 6)], [second(11, 9), second(12, 1)]);
  expect(merged.map((point) => [point.second, point.count])).toEqual([
    [10, 5],
    [11, 9],
    [12, 1],
  ]);
});

test("a late second takes its place in time", () => {
  expect(mergeSeconds([second(12, 1)], [second(10, 1)]).map((point) => point.second)).toEqual([10, 12]);
});

test("a wall screen holds 15 minutes and no more", () => {
  const long = Array.from({ length: 2000 }, (_, index) => second(index, 1));
  expect(mergeSeconds(long, [])).toHaveLength(900);
  expect(mergeSeconds(long, [])[0]?.second).toBe(1100);
});

test("an execution that comes twice is shown once, newest first", () => {
  const merged = mergeFeed(
    feed([], [execution("a", 1)]),
    feed([], [execution("a", 1), execution("b", 2)], 7),
  );
  expect(merged.executions.map(({ spanId }) => spanId)).toEqual(["b", "a"]);
  expect(merged.storedAtMs).toBe(7);
});

test("an update of the table leaves the operations it does not name", () => {
  const held = mergeTable(undefined, { storedAtMs: 1, operations: [{ id: 1, figures }] });
  const merged = mergeTable(held, {
    storedAtMs: 2,
    operations: [{ id: 2, figures: { ...figures, count: 4 } }],
  });
  expect([...merged.byId.keys()]).toEqual([1, 2]);
  expect(held.byId.size).toBe(1);
});
