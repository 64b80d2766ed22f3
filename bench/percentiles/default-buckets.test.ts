import { expect, test } from "@jest/globals";
import { DefaultBuckets } from "./default-buckets.ts";

test("the peer interpolates linearly inside the bucket, from its lower bound", () => {
  const buckets = new DefaultBuckets();
  for (let i = 0; i < 10; i++) buckets.record(0.03);
  expect(buckets.quantile(0.5)).toBeCloseTo(0.0375, 12);
  expect(buckets.quantile(1)).toBe(0.05);
});

test("the peer answers its last bound for what lies above", () => {
  const buckets = new DefaultBuckets();
  buckets.record(60);
  expect(buckets.quantile(0.99)).toBe(10);
});

test("a value on a bound belongs to the bucket it ends", () => {
  const buckets = new DefaultBuckets();
  buckets.record(0.005);
  expect(buckets.quantile(1)).toBe(0.005);
});
