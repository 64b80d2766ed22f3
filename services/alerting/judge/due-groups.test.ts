import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { DueGroups } from "./due-groups.ts";

let judged: { atMs: number; keys: string[] }[];
let groups: DueGroups;
let beganAt: number;

beforeEach(() => {
  jest.useFakeTimers();
  beganAt = performance.now();
  judged = [];
  groups = new DueGroups((keys) => judged.push({ atMs: performance.now() - beganAt, keys: [...keys] }));
});
afterEach(() => {
  groups.stop();
  jest.useRealTimers();
});

test("what comes is judged at once, what comes soon after it 50 ms later, together", () => {
  groups.add(["a"]);
  jest.advanceTimersByTime(20);
  groups.add(["a"]);
  jest.advanceTimersByTime(20);
  groups.add(["a"]);
  jest.advanceTimersByTime(1000);
  expect(judged).toEqual([
    { atMs: 0, keys: ["a"] },
    { atMs: 50, keys: ["a"] },
  ]);
});

test("a group that has to wait delays no other", () => {
  groups.add(["a"]);
  jest.advanceTimersByTime(10);
  groups.add(["a", "b"]);
  jest.advanceTimersByTime(1000);
  expect(judged).toEqual([
    { atMs: 0, keys: ["a"] },
    { atMs: 10, keys: ["b"] },
    { atMs: 50, keys: ["a"] },
  ]);
});

test.each([
  { tookMs: 2, restMs: 50 },
  { tookMs: 8, restMs: 80 },
  { tookMs: 100, restMs: 200 },
  { tookMs: 700, restMs: 1400 },
])("a group that took $tookMs ms rests $restMs ms", ({ tookMs, restMs }) => {
  const slow = new DueGroups((keys) => {
    judged.push({ atMs: performance.now() - beganAt, keys: [...keys] });
    jest.advanceTimersByTime(tookMs);
  });
  slow.add(["a"]);
  jest.advanceTimersByTime(0);
  slow.add(["a"]);
  jest.advanceTimersByTime(2000);
  expect(judged.map(({ atMs }) => atMs)).toEqual([0, tookMs + restMs]);
  slow.stop();
});

test("a judgement by the clock settles what is due and delays nothing that comes after it", () => {
  groups.add(["a"]);
  jest.advanceTimersByTime(10);
  groups.add(["a"]);
  groups.settle("a");
  jest.advanceTimersByTime(300);
  groups.settle("a");
  groups.add(["a"]);
  jest.advanceTimersByTime(0);
  expect(judged.map(({ atMs }) => atMs)).toEqual([0, 310]);
});

test("what has to hurry is judged at once where it is due, and only there", () => {
  groups.add(["a"]);
  jest.advanceTimersByTime(10);
  groups.add(["a"]);
  groups.hurry(["a", "b"]);
  expect(judged.map(({ atMs, keys }) => [atMs, ...keys])).toEqual([
    [0, "a"],
    [10, "a"],
  ]);
  jest.advanceTimersByTime(1000);
  expect(judged).toHaveLength(2);
});

test("a group that takes long is not hurried", () => {
  const slow = new DueGroups((keys) => {
    judged.push({ atMs: performance.now() - beganAt, keys: [...keys] });
    jest.advanceTimersByTime(30);
  });
  slow.add(["a"]);
  jest.advanceTimersByTime(0);
  slow.add(["a"]);
  slow.hurry(["a"]);
  expect(judged).toHaveLength(1);
  jest.advanceTimersByTime(1000);
  expect(judged).toHaveLength(2);
  slow.stop();
});
