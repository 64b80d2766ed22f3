import { EventEmitter } from "node:events";
import { setImmediate } from "node:timers/promises";

import { afterEach, beforeEach, expect, test } from "@jest/globals";

import { MetricsCollector } from "./metrics-collector.ts";
import type { InMemorySdk } from "./test/in-memory-sdk.ts";
import { startInMemorySdk } from "./test/in-memory-sdk.ts";

let sdk: InMemorySdk;
let collector: MetricsCollector;
beforeEach(() => {
  sdk = startInMemorySdk();
  collector = new MetricsCollector();
});
afterEach(async () => {
  collector.close();
  await sdk.shutdown();
});

test("a cache's totals are read at collection, and no longer once it is taken out", async () => {
  const stats = { hits: 3, misses: 1, entries: 10 };
  const remove = collector.addCache({ cacheType: "memory", keyPattern: "daily_kline" }, () => stats);
  const labels = "cache_type=memory,key_pattern=daily_kline";
  expect(await sdk.values("mystocks_cache_hits_total")).toEqual({ [labels]: 3 });
  stats.hits = 8;
  expect(await sdk.values("mystocks_cache_hits_total")).toEqual({ [labels]: 8 });
  expect(await sdk.values("mystocks_cache_misses_total")).toEqual({ [labels]: 1 });
  expect(await sdk.values("mystocks_cache_entries")).toEqual({ [labels]: 10 });
  expect(await sdk.values("mystocks_cache_evictions_total")).toEqual({});
  remove();
  expect(await sdk.values("mystocks_cache_entries")).toEqual({});
});

test("evictions are told by reason; a number alone is for lack of room", async () => {
  const stats = { hits: 0, misses: 0, prewarmed: 20, evictions: { expired: 3, idle: 1 } };
  collector.addCache({ cacheType: "memory", keyPattern: "daily_kline" }, () => stats);
  collector.addCache({ cacheType: "redis", keyPattern: "tick" }, () => ({
    hits: 0,
    misses: 0,
    evictions: 7,
  }));
  const labels = "cache_type=memory,key_pattern=daily_kline";
  expect(await sdk.values("mystocks_cache_evictions_total")).toEqual({
    [`${labels},reason=expired`]: 3,
    [`${labels},reason=idle`]: 1,
    "cache_type=redis,key_pattern=tick,reason=capacity": 7,
  });
  expect(await sdk.values("mystocks_cache_prewarmed_total")).toEqual({ [labels]: 20 });
});

test("a health check that says no, throws or never answers is 0", async () => {
  collector.addHealthCheck("well", () => true);
  collector.addHealthCheck("ill", async () => false);
  collector.addHealthCheck("broken", () => {
    throw new Error("no");
  });
  collector.addHealthCheck("hanging", () => new Promise(() => {}), { timeoutMs: 5 });
  collector.addDatasource("akshare", async () => true);
  expect(await sdk.values("mystocks_api_health_status")).toEqual({
    "service=well": 1,
    "service=ill": 0,
    "service=broken": 0,
    "service=hanging": 0,
  });
  expect(await sdk.values("mystocks_datasource_availability")).toEqual({ "datasource=akshare": 1 });
});

test("a check that hangs is not asked again while it hangs", async () => {
  let asked = 0;
  const never = () => {
    asked++;
    return new Promise<boolean>(() => {});
  };
  collector.addHealthCheck("hanging", never, { timeoutMs: 1 });
  await sdk.collect();
  await sdk.collect();
  expect(asked).toBe(1);
});

test("a Redis client is ready or not, with what waits in it", async () => {
  const client = Object.assign(new EventEmitter(), {
    status: "reconnecting",
    commandQueue: { length: 1 },
    offlineQueue: { length: 7 },
  });
  collector.addRedis(client, { name: "cache" });
  expect(await sdk.values("mystocks_redis_ready")).toEqual({ "name=cache": 0 });
  expect(await sdk.values("mystocks_redis_queued_commands")).toEqual({
    "name=cache,queue=offline": 7,
    "name=cache,queue=sent": 1,
  });
});

test("the runtime's figures are measured ones", async () => {
  collector.addRuntime();
  const heap = await sdk.values("mystocks_heap_used_bytes");
  expect(heap[""]).toBeGreaterThan(1e6);
  expect(heap[""]).toBeLessThan((await sdk.values("mystocks_heap_limit_bytes"))[""] ?? 0);
  const before = (await sdk.values("mystocks_process_cpu_seconds_total"))[""] ?? 0;
  for (let x = 0, end = performance.now() + 20; performance.now() < end; x++);
  expect((await sdk.values("mystocks_process_cpu_seconds_total"))[""]).toBeGreaterThan(before);
  let delays = await sdk.values("mystocks_event_loop_delay_seconds");
  while (Object.keys(delays).length === 0) {
    await setImmediate();
    delays = await sdk.values("mystocks_event_loop_delay_seconds");
  }
  expect(Object.keys(delays)).toEqual(["statistic=mean", "statistic=p99", "statistic=max"]);
});
