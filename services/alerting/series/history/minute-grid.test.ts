import { expect, test } from "@jest/globals";
import { evaluateInstant, Labels, parse } from "@mystocks/promql";
import { cumulated, floatLine } from "./line.ts";
import { MINUTE_MS, MinuteGrid, presenceOf } from "./minute-grid.ts";

const KEPT_MS = 15 * MINUTE_MS;

test("what the live store has forgotten is not seen by a range that reaches back to it, nor what is yet to come", () => {
  const grid = new MinuteGrid(0, 40 * MINUTE_MS);
  const active = new Uint8Array(grid.minutes);
  const deltas = new Float64Array(grid.minutes);
  for (const [minute, count] of [
    [2, 3],
    [30, 5],
  ] as const) {
    active[minute] = 1;
    deltas[minute] = count;
  }
  const presence = presenceOf(active, KEPT_MS, grid)!;
  const line = floatLine(Labels.of({ __name__: "calls_total" }), cumulated(deltas, presence), presence);
  const increaseAt = (minute: number) => {
    const store = { select: () => [line.series()] };
    const options = { rangeBoundary: "closed" } as const;
    const answer = evaluateInstant(parse("increase(calls_total[5m])"), store, minute * MINUTE_MS, options);
    return answer.type === "vector" ? answer.samples.map(({ value }) => value) : undefined;
  };
  expect([2, 3, 17, 18, 30, 31].map(increaseAt)).toEqual([
    [],
    [expect.closeTo(3, 2)],
    [0],
    [],
    [],
    [expect.closeTo(5, 2)],
  ]);
});
