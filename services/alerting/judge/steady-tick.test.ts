import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { SteadyTick } from "./steady-tick.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** When runs of so many milliseconds each begin, in seconds, over some seconds. */
function runsOf(tookMs: number, seconds: number): number[] {
  const began: number[] = [];
  let at = 0;
  const tick = new SteadyTick(
    () => {
      began.push(at / 1000);
      at += tookMs;
    },
    () => at,
  );
  tick.start();
  for (let second = 1; second <= seconds; second++) {
    at = Math.max(at, second * 1000);
    jest.advanceTimersByTime(1000);
  }
  tick.stop();
  jest.advanceTimersByTime(5000);
  return began;
}

test("it runs once a second as long as a run takes less", () => {
  expect(runsOf(900, 4)).toEqual([1, 2, 3, 4]);
});

test("a run that takes longer is followed by as long a rest", () => {
  expect(runsOf(3000, 14)).toEqual([1, 7, 13]);
});
