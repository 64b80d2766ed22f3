import { expect, test } from "@jest/globals";
import { createReadCache } from "./read-cache.ts";

test("a kept value is a hit, and only the first read loads", async () => {
  const cache = createReadCache(60_000);
  let loads = 0;
  const load = async () => ({ loads: ++loads });
  expect(await cache.get("a", load)).toEqual({ loads: 1 });
  expect(await cache.get("a", load)).toEqual({ loads: 1 });
  expect(await cache.get("b", load)).toEqual({ loads: 2 });
  expect(cache.stats()).toEqual({ hits: 1, misses: 2 });
});

test("a failed load is not kept", async () => {
  const cache = createReadCache(60_000);
  await expect(cache.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect(await cache.get("a", async () => ({ up: true }))).toEqual({ up: true });
  expect(cache.stats()).toEqual({ hits: 0, misses: 2 });
});
