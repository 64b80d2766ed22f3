import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { DeltaSums } from "./delta-sums.ts";

const point = (timeMs: number, value: number) => ({
  seriesId: 1,
  timeMs,
  value,
  sum: undefined,
  sketch: undefined,
});

test("points add up, and one that is not newer adds nothing", () => {
  const sums = new DeltaSums();
  sums.start(1, undefined);
  expect(sums.stage(point(10, 2))!.value).toBe(2);
  expect(sums.stage(point(20, 3))!.value).toBe(5);
  expect(sums.stage(point(20, 3))).toBeUndefined();
});

test("what was not committed does not count, and each series is started from the store again", () => {
  const sums = new DeltaSums();
  sums.start(1, undefined);
  sums.stage(point(10, 2));
  sums.commit();
  sums.stage(point(20, 3));
  sums.reset();
  expect(sums.knows(1)).toBe(false);
  sums.start(1, { timeMs: 10, value: 2, sum: undefined, sketch: undefined });
  expect(sums.stage(point(20, 3))!.value).toBe(5);
});

test("after a restart it goes on from the last stored sample", () => {
  const sums = new DeltaSums();
  sums.start(1, { timeMs: 100, value: 40, sum: undefined, sketch: undefined });
  expect(sums.stage(point(100, 2))).toBeUndefined();
  expect(sums.stage(point(110, 2))!.value).toBe(42);
});

test("histograms add up by their sketches", () => {
  const sums = new DeltaSums();
  sums.start(1, undefined);
  const sketchOf = (seconds: number) => {
    const sketch = new ExponentialHistogram();
    sketch.record(seconds);
    return sketch.encode();
  };
  sums.stage({ ...point(10, 1), sum: 0.5, sketch: sketchOf(0.5) });
  const total = sums.stage({ ...point(20, 1), sum: 1.5, sketch: sketchOf(1.5) })!;
  expect(total).toMatchObject({ value: 2, sum: 2 });
  expect(ExponentialHistogram.decode(total.sketch!)).toMatchObject({ count: 2, sum: 2, max: 1.5 });
});
