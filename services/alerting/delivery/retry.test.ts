import { expect, test } from "@jest/globals";
import { backoffMs, decide } from "./retry.ts";

const first = { attempts: 1, ageMs: 100, isShortened: false };

test("a receiver that is away is tried again, longer apart each time, and its stand-in is told within a minute", () => {
  expect([1, 2, 3, 7, 20].map(backoffMs)).toEqual([1000, 2000, 4000, 60_000, 60_000]);
  let ageMs = 0;
  for (let attempts = 1; ; attempts++) {
    const { delivered, tellFallback } = decide({ result: "again", why: "500" }, 500, {
      ...first,
      attempts,
      ageMs,
    });
    expect(delivered).toMatchObject({ state: "waiting" });
    if (tellFallback) break;
    ageMs += backoffMs(attempts);
  }
  expect(ageMs).toBeLessThan(60_000);
});

test("Retry-After is kept", () => {
  const { delivered } = decide({ result: "again", why: "429", afterMs: 7000 }, 429, first);
  expect(delivered).toEqual({ state: "waiting", error: "429", status: 429, retryMs: 7000 });
});

test("a message that is refused is shortened once, then it is dead and the stand-in is told", () => {
  expect(decide({ result: "shorten", why: "413" }, 413, first)).toMatchObject({
    shorten: true,
    tellFallback: false,
  });
  expect(decide({ result: "shorten", why: "413" }, 413, { ...first, isShortened: true })).toEqual({
    delivered: { state: "dead", error: "413", status: 413 },
    tellFallback: true,
    shorten: false,
  });
  expect(decide({ result: "never", why: "401" }, 401, first)).toMatchObject({
    delivered: { state: "dead" },
    tellFallback: true,
  });
});
