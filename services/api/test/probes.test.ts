import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { Authenticator } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { runApi, type RunningApi } from "./running-api.ts";

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({
    families: [
      () => [
        {
          name: "mystocks_recorder_stored_total",
          type: "counter",
          help: "Stored.",
          samples: [{ labels: {}, value: 7 }],
        },
      ],
    ],
  });
  const timeMs = Date.now() - 1000;
  const histogram = new ExponentialHistogram();
  for (const seconds of [0.004, 0.02, 0.3, 3, 20]) histogram.record(seconds);
  const http = { method: "GET", endpoint: "/klines/:symbol" };
  const add = api.store.addSample.bind(api.store);
  await add({
    name: "mystocks_http_requests_total",
    type: "counter",
    labels: { ...http, status: "200" },
    timeMs,
    value: 5,
  });
  await add({
    name: "mystocks_http_request_duration_seconds",
    type: "histogram",
    labels: http,
    timeMs,
    value: 5,
    histogram,
  });
  const pool = { database: "mystocks", pool_name: "main" };
  await add({ name: "mystocks_db_connections_active", type: "gauge", labels: pool, timeMs, value: 3 });
  await add({ name: "mystocks_db_connections_idle", type: "gauge", labels: pool, timeMs, value: 7 });
  const cache = { cache_type: "memory", key_pattern: 'daily\\kline "d"\n' };
  await add({ name: "mystocks_cache_hits_total", type: "counter", labels: cache, timeMs, value: 80 });
  await add({ name: "mystocks_cache_misses_total", type: "counter", labels: cache, timeMs, value: 20 });
  await add({
    name: "mystocks_api_health_status",
    type: "gauge",
    labels: { service: "postgresql" },
    timeMs,
    value: 1,
  });
  await add({
    name: "mystocks_datasource_availability",
    type: "gauge",
    labels: { datasource: "akshare" },
    timeMs,
    value: 0,
  });
  await add({
    name: "mystocks_datasource_availability",
    type: "gauge",
    labels: { datasource: "akshare" },
    timeMs,
    value: 1,
    service: "second",
  });
  await add({
    name: "mystocks_datasource_availability",
    type: "counter",
    timeMs,
    value: 9,
    service: "odd one",
  });
  await add({
    name: "mystocks_cache_hits_total",
    type: "counter",
    labels: { "a.b": "1", a_b: "2" },
    timeMs,
    value: 1,
  });
  await add({ name: "other_total", type: "counter", timeMs, value: 1 });
});
afterAll(() => api.stop());

const SEED_SERIES = [
  "mystocks_http_requests_total",
  "mystocks_http_request_duration_seconds",
  "mystocks_db_connections_active",
  "mystocks_db_connections_idle",
  "mystocks_cache_hits_total",
  "mystocks_cache_misses_total",
  "mystocks_api_health_status",
  "mystocks_datasource_availability",
];

async function scrape(): Promise<string> {
  const response = await fetch(`${api.base}/metrics`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return response.text();
}

test("promtool finds nothing to say about /metrics", async () => {
  await api.get("/overview");
  const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
    input: await scrape(),
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("all eight series of the seed are there, HELP and TYPE once each", async () => {
  const lines = (await scrape()).split("\n");
  for (const name of SEED_SERIES) {
    expect(lines.filter((line) => line.startsWith(`# TYPE ${name} `))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith(`# HELP ${name} `))).toHaveLength(1);
    expect(lines.some((line) => line.startsWith(name))).toBe(true);
  }
  expect(lines.some((line) => line.startsWith("other_total"))).toBe(false);
});

test("a histogram is cumulative at MyStocks' bounds", async () => {
  const buckets = (await scrape())
    .split("\n")
    .filter(
      (line) =>
        line.startsWith("mystocks_http_request_duration_seconds_bucket") && line.includes("market-data"),
    )
    .map((line) => [/le="([^"]+)"/.exec(line)![1], Number(line.split(" ").at(-1))]);
  expect(buckets).toEqual([
    ["0.01", 1],
    ["0.05", 2],
    ["0.1", 2],
    ["0.5", 3],
    ["1", 3],
    ["2.5", 3],
    ["5", 4],
    ["10", 4],
    ["+Inf", 5],
  ]);
});

test("a bucket of a histogram never falls, also when the greatest value passes its bound", async () => {
  const seconds = new ExponentialHistogram();
  const upToBound = async (value: number): Promise<number> => {
    seconds.record(value);
    await api.store.addSample({
      name: "mystocks_operation_duration_seconds",
      type: "histogram",
      timeMs: Date.now() - 1000 + seconds.count,
      value: seconds.count,
      histogram: seconds,
    });
    const text = await scrape();
    return Number(/^mystocks_operation_duration_seconds_bucket\{.*le="0\.05".*\} (\d+)$/m.exec(text)![1]);
  };
  expect(await upToBound(0.01)).toBe(1);
  const before = await upToBound(0.0499);
  expect(before).toBeGreaterThanOrEqual(1);
  expect(await upToBound(0.0501)).toBeGreaterThanOrEqual(before);
});

test("a service's series carry whose they are, its own label service stays", async () => {
  const text = await scrape();
  expect(text).toContain('mystocks_api_health_status{instance="market-data-1",service="postgresql"} 1');
  expect(text).toContain(
    'mystocks_db_connections_active{database="mystocks",instance="market-data-1",pool_name="main",service="market-data"} 3',
  );
});

test("figures of other roles in the process are there too", async () => {
  expect(await scrape()).toContain("\nmystocks_recorder_stored_total 7\n");
});

test("Monitor's own requests change under load", async () => {
  const count = async () =>
    Number(
      /^mystocks_http_requests_total\{endpoint="\/api\/v1\/services",.*service="monitor".*\} (\d+)$/m.exec(
        await scrape(),
      )?.[1] ?? 0,
    );
  const before = await count();
  for (let sent = 0; sent < 5; sent++) await api.get("/services");
  expect(await count()).toBe(before + 5);
});

test("a refused request counts under the same endpoint as one that is answered", async () => {
  expect((await fetch(`${api.base}/api/v1/requests`)).status).toBe(401);
  const endpoints = (await scrape())
    .split("\n")
    .filter((line) => line.startsWith("mystocks_http_requests_total{") && line.includes('status="401"'));
  expect(endpoints.join("\n")).toContain('endpoint="/api/v1/requests"');
  expect(endpoints.join("\n")).not.toContain('endpoint="/requests"');
});

test("/metrics asked through a proxy needs a token", async () => {
  const headers = { "x-forwarded-for": "203.0.113.9" };
  expect((await fetch(`${api.base}/metrics`, { headers })).status).toBe(401);
  expect((await api.send("/metrics", { headers })).status).toBe(200);
});

test("pools, caches and health on the overview are the measured ones", async () => {
  expect((await api.get("/overview?last=5m")).body).toMatchObject({
    pools: [
      {
        service: "market-data",
        pool: "main",
        database: "mystocks",
        active: 3,
        idle: 7,
        waiting: 0,
        max: null,
      },
    ],
    caches: expect.arrayContaining([
      expect.objectContaining({ tier: "memory", hits: 80, misses: 20, hitRatio: 0.8 }),
    ]),
    health: expect.arrayContaining([
      { kind: "service", service: "market-data", name: "postgresql", up: true },
      { kind: "datasource", service: "market-data", name: "akshare", up: false },
    ]),
  });
});

test("alive and ready", async () => {
  expect(await (await fetch(`${api.base}/health`)).json()).toEqual({ status: "alive" });
  const ready = await fetch(`${api.base}/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { status: "ready", checks: { running: "ok", store: "ok", schema: "ok" } },
  ]);
});

test("without its store it is alive, not ready, and says so to who asks", async () => {
  await using stack = new AsyncDisposableStack();
  const pool = openStorePool({ url: "postgresql://nobody@127.0.0.1:1/none", applicationName: "api test" });
  stack.defer(() => pool.end());
  await using cut = await runApi({ pool, auth: new Authenticator({ pool }) });
  expect((await fetch(`${cut.base}/health`)).status).toBe(200);
  const ready = await fetch(`${cut.base}/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { store: "does not answer" } }]);
  const answer = await cut.send("/api/v1/overview");
  expect([answer.status, await answer.json()]).toMatchObject([503, { code: "STORE_UNAVAILABLE" }]);
  expect(answer.headers.get("retry-after")).toBe("1");
});

test("a schema older than the code is not ready", async () => {
  await using old = await runApi();
  await old.pool.query("DELETE FROM store.migration WHERE number > 2");
  const ready = await fetch(`${old.base}/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([
    503,
    { checks: { store: "ok", schema: expect.stringMatching(/^is 2, /) } },
  ]);
});
