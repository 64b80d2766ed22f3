import { expect, test } from "@jest/globals";
import type { ResourceRecord, SpanRecord } from "@mystocks/otlp";
import { namespaceSieve } from "./namespace-sieve.ts";
import type { PlacedSpan } from "./placed-span.ts";
import { SpanQuota } from "./span-quota.ts";

const resourceIn = (namespace: string): ResourceRecord => ({
  service: "s",
  instance: "",
  attributes: namespace === "" ? {} : { "service.namespace": namespace },
});
const noisy = resourceIn("noisy");

/** So many spans that ended in a second, one object as the quota does not look at more. */
const spans = (count: number, second: number, resource = noisy): PlacedSpan[] =>
  Array.from({ length: count }, () => ({
    record: { resource, endNs: BigInt(second) * 1_000_000_000n + 500_000_000n } as SpanRecord,
  })) as PlacedSpan[];

test("a second takes the quota, a tenth more of what is important, and another second its own", () => {
  const quota = new SpanQuota(100);
  quota.charge(spans(99, 7));
  expect(quota.isUsedUp("noisy")).toBe(false);
  quota.charge(spans(1, 7));
  expect(quota.isUsedUp("noisy")).toBe(true);
  expect([quota.takes("noisy", 7, false), quota.takes("noisy", 7, true)]).toEqual([false, true]);
  expect(quota.takes("noisy", 8, false)).toBe(true);
  quota.charge(spans(10, 7));
  expect(quota.takes("noisy", 7, true)).toBe(false);
});

test("no other name space pays for it, and whoever tells none has no quota", () => {
  const quota = new SpanQuota(100);
  quota.charge([...spans(100, 7), ...spans(99, 7, resourceIn("quiet")), ...spans(500, 7, resourceIn(""))]);
  expect(quota.isUsedUp("noisy")).toBe(true);
  expect([quota.isUsedUp("quiet"), quota.isUsedUp("")]).toEqual([false, false]);
});

test("seconds are forgotten, those that were charged longest ago first", () => {
  const quota = new SpanQuota(100);
  quota.charge(spans(100, 0));
  quota.charge(spans(100, 1));
  for (let second = 2; second < 10_000; second++) quota.charge(spans(1, second));
  quota.charge(spans(1, 0));
  quota.charge(spans(1, 10_000));
  expect([quota.takes("noisy", 0, false), quota.takes("noisy", 1, false)]).toEqual([false, true]);
  for (let second = 20_000; second < 30_000; second++) quota.charge(spans(1, second));
  expect(quota.isUsedUp("noisy")).toBe(false);
});

test.each([
  ["an ordinary one", 1n, 0, false],
  ["one that failed", 1n, 2, true],
  ["one that is slow", 2_000_000_000n, 0, true],
  ["one that is not quite slow", 1_999_999_999n, 1, false],
])("of a name space that has used its quota the sieve judges %s", (_, durationNs, status, isWanted) => {
  const quota = new SpanQuota(100);
  quota.charge(spans(100, 7));
  const sieve = namespaceSieve(quota, () => 2_000_000_000n);
  const endNs = 7_500_000_000n;
  expect(sieve.of(noisy)!({ startNs: endNs - durationNs, endNs, status })).toBe(isWanted);
  expect(sieve.of(resourceIn("quiet"))).toBeUndefined();
});
