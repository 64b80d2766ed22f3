import { expect, test } from "@jest/globals";
import { FailureLimit } from "./failure-limit.ts";

test("a source is blocked at the limit until its window ends", () => {
  const limit = new FailureLimit({ limit: 3, windowMs: 1000, maxSources: 10 });
  for (const nowMs of [0, 10, 20]) {
    expect(limit.isBlocked("a", nowMs)).toBe(false);
    limit.count("a", nowMs);
  }
  expect([limit.isBlocked("a", 30), limit.isBlocked("b", 30), limit.isBlocked("a", 1000)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("a flood of sources forgets the oldest", () => {
  const limit = new FailureLimit({ limit: 1, windowMs: 1000, maxSources: 2 });
  for (const source of ["a", "b", "c"]) limit.count(source, 0);
  expect(["a", "b", "c"].map((source) => limit.isBlocked(source, 1))).toEqual([false, true, true]);
});
