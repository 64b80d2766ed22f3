import { expect, test } from "@jest/globals";
import { metrics } from "@opentelemetry/api";
import type { ExponentialHistogram } from "@opentelemetry/sdk-metrics";
import { AggregationType } from "@opentelemetry/sdk-metrics";
import * as fc from "fast-check";

import { startInMemorySdk } from "../test/in-memory-sdk.ts";
import { classicBuckets } from "./exponential.ts";

const VIEW = {
  instrumentName: "values",
  aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 160 } },
} as const;

async function recorded(values: readonly number[]): Promise<ExponentialHistogram> {
  const sdk = startInMemorySdk({ views: [VIEW] });
  const histogram = metrics.getMeter("test").createHistogram("values");
  for (const value of values) histogram.record(value);
  const metric = await sdk.metric("values");
  await sdk.shutdown();
  return metric?.dataPoints[0]?.value as ExponentialHistogram;
}

test("each bucket counts exactly the values at or below its bound", async () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(values, async (raw) => {
      const positive = raw.map((value) => (value < 1e-9 ? 0 : value));
      const { bounds, counts, count } = classicBuckets(await recorded(positive), 1);
      expect(count).toBe(positive.length);
      let below = 0;
      for (const [at, bound] of bounds.entries()) {
        below += counts[at] ?? 0;
        expect(below).toBe(positive.filter((value) => value <= bound).length);
      }
      expect(below).toBe(count);
    }),
    { numRuns: 60 },
  );
});

test("no bucket between the smallest and the largest value is left out", async () => {
  const { bounds } = classicBuckets(await recorded([0.3, 100]), 1);
  expect(bounds).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 128]);
});

test("bounds follow the unit", async () => {
  expect(classicBuckets(await recorded([3]), 1e-3).bounds).toEqual([0.004]);
});
