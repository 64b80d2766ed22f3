import { expect, test } from "@jest/globals";
import { ReadCache, type ReadCacheOptions } from "./read-cache.ts";

const SECOND_MS = 1_000;

/** A cache of numbers' doubles with a clock that stands until it is moved, and loads that can be held up. */
function openCache(changed: Partial<ReadCacheOptions<number, { doubled: number; load: number }>> = {}) {
  const clock = { ms: 1_000_000, now: () => clock.ms };
  const loads: number[] = [];
  const reads: string[] = [];
  const cache = new ReadCache({
    keyPattern: "doubles",
    ttlMs: 60 * SECOND_MS,
    mostTtlMs: 1_800 * SECOND_MS,
    keyOf: (number: number) => `n:${number}`,
    queryOf: (key) => (/^n:\d+$/.test(key) ? Number(key.slice(2)) : undefined),
    load: async (number) => ({ doubled: 2 * number, load: loads.push(number) }),
    onRead: (key) => reads.push(key),
    clock,
    ...changed,
  });
  const pass = (seconds: number) => (clock.ms += seconds * SECOND_MS);
  return { cache, loads, reads, pass };
}

test("a kept value is a hit, and only the first read loads", async () => {
  const { cache, reads } = openCache();
  expect(await cache.get(1)).toEqual({ doubled: 2, load: 1 });
  expect(await cache.get(1)).toEqual({ doubled: 2, load: 1 });
  expect(await cache.get(2)).toEqual({ doubled: 4, load: 2 });
  expect(cache.stats()).toMatchObject({ hits: 1, misses: 2, prewarmed: 0, entries: 2 });
  expect(reads).toEqual(["n:1", "n:1", "n:2"]);
});

test("a value past its time is not served", async () => {
  const { cache, pass } = openCache();
  await cache.get(1);
  pass(60);
  expect(await cache.get(1)).toMatchObject({ load: 1 });
  pass(1);
  expect(await cache.get(1)).toMatchObject({ load: 2 });
  expect(cache.stats()).toMatchObject({
    hits: 1,
    misses: 2,
    evictions: { expired: 1, idle: 0, capacity: 0 },
  });
});

test("a failed load is not kept, and everybody who waited hears of it", async () => {
  let isDown = true;
  const { cache } = openCache({
    load: async () => (isDown ? Promise.reject(new Error("down")) : { doubled: 0, load: 1 }),
  });
  const answers = await Promise.allSettled([cache.get(1), cache.get(1)]);
  expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isDown = false;
  expect(await cache.get(1)).toMatchObject({ load: 1 });
});

test("readers and a prewarm that want one key at once share a load, which is kept the longest that was asked for", async () => {
  const { cache, loads, pass } = openCache();
  await Promise.all([cache.get(1), cache.warm("n:1", 960 * SECOND_MS), cache.get(1)]);
  expect(loads).toEqual([1]);
  pass(959);
  await cache.get(1);
  expect(loads).toEqual([1]);
});

test("a warmed value outlives the usual time to live, for as long as was asked and no longer than is right", async () => {
  const { cache, loads, pass } = openCache();
  expect(await cache.warm("n:1", 960 * SECOND_MS)).toBe("loaded");
  expect(await cache.warm("n:2", 7_200 * SECOND_MS)).toBe("loaded");
  pass(959);
  await cache.get(1);
  pass(2);
  await cache.get(1);
  expect(loads).toEqual([1, 2, 1]);
  pass(1_801 - 961);
  await cache.get(2);
  expect(loads).toEqual([1, 2, 1, 2]);
  expect(cache.stats()).toMatchObject({ hits: 1, misses: 2, prewarmed: 2 });
});

test("what is kept long enough is warm already; what ends too soon is loaded again; other keys are unknown", async () => {
  const { cache, loads, pass } = openCache();
  await cache.warm("n:1", 100 * SECOND_MS);
  expect(await cache.warm("n:1", 60 * SECOND_MS)).toBe("alreadyWarm");
  pass(50);
  expect(await cache.warm("n:1", 60 * SECOND_MS)).toBe("loaded");
  expect(await cache.warm("x:1", 60 * SECOND_MS)).toBe("unknown");
  expect(loads).toEqual([1, 1]);
  expect(cache.stats()).toMatchObject({ hits: 0, misses: 0, prewarmed: 2 });
});

test("eviction takes what is past its time and what nobody has read for long, and leaves the rest", async () => {
  const { cache, loads, pass } = openCache();
  await cache.get(1);
  await cache.warm("n:2", 1_800 * SECOND_MS);
  await cache.warm("n:3", 1_800 * SECOND_MS);
  pass(400);
  await cache.get(3);
  await cache.get(4);
  pass(50);
  expect(cache.evict(300 * SECOND_MS)).toEqual({ expired: 1, idle: 1 });
  expect(cache.stats()).toMatchObject({ entries: 2, evictions: { expired: 1, idle: 1, capacity: 0 } });
  expect(cache.evict(300 * SECOND_MS)).toEqual({ expired: 0, idle: 0 });
  await Promise.all([cache.get(3), cache.get(4)]);
  expect(loads).toEqual([1, 2, 3, 4]);
});

test("it never holds more than it may, and counts what had to go", async () => {
  const { cache } = openCache({ mostEntries: 3 });
  for (const number of [1, 2, 3, 4, 5]) await cache.get(number);
  expect(cache.stats()).toMatchObject({ entries: 3, evictions: { capacity: 2, expired: 0, idle: 0 } });
});
