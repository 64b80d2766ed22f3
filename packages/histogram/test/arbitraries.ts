import * as fc from "fast-check";
import { ExponentialHistogram } from "../exponential-histogram.ts";

/** Durations of all kinds: zero, whole nanoseconds, between them, bounds of buckets, far out. */
export const durations = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 3_600_000_000 }).map((us) => us / 1e6),
  fc.double({ min: 1e-9, max: 1e5, noNaN: true }),
  fc.integer({ min: -40, max: 40 }).map((power) => 2 ** power),
  fc.double({ min: 2 ** -1022, max: 2 ** 40, noNaN: true }),
);

export const histograms = fc
  .array(fc.tuple(durations, fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1000 }))), { maxLength: 40 })
  .map((records) => histogramOf(...records));

export function histogramOf(
  ...records: (number | readonly [seconds: number, times: number])[]
): ExponentialHistogram {
  const histogram = new ExponentialHistogram();
  for (const record of records) {
    if (typeof record === "number") histogram.record(record);
    else histogram.record(...record);
  }
  return histogram;
}
