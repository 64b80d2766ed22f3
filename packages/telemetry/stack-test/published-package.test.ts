import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";

import type { TestDatabase } from "@mystocks/embedded-postgres";
import { openTestDatabase } from "@mystocks/embedded-postgres";

import { refusal } from "../node-version.ts";
import type { InstalledApp, RunningApp } from "../test/installed-app.ts";
import { installApp } from "../test/installed-app.ts";
import type { OtlpReceiver } from "../test/otlp-receiver.ts";
import { redisIsThere, startRedis } from "../test/redis-server.ts";
import { complaintsOfPromtool, promtoolIsThere } from "../test/promtool.ts";
import { startOtlpReceiver } from "../test/otlp-receiver.ts";

const run = promisify(execFile);
const SECOND = 1_000;

let installed: InstalledApp;
let database: TestDatabase;
let receiver: OtlpReceiver;
let running: RunningApp[] = [];

beforeAll(async () => {
  [installed, database] = await Promise.all([installApp(), openTestDatabase()]);
}, 180 * SECOND);
afterAll(async () => {
  await database?.drop();
  await installed?.remove();
});
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  for (const app of running) {
    app.process.kill("SIGKILL");
    await app.ended;
  }
  running = [];
  await receiver.close();
});

function start(file: string, env: Record<string, string> = {}, options = {}): RunningApp {
  const app = installed.start(
    file,
    { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, DATABASE_URL: database.url, ...env },
    options,
  );
  running.push(app);
  return app;
}

const named = (name: string) => receiver.spans.filter((span) => span.name === name);

test.each(["app.mjs", "app.cjs"])(
  "%s: one request shows as server, express, operation and database spans of one trace",
  async (file) => {
    const app = start(file, { OTEL_SERVICE_NAME: "klines", MYSTOCKS_TRUST_PROXY: "loopback" });
    const { port } = await app.ready;
    const answer = await fetch(`http://127.0.0.1:${port}/api/sh/klines/600519?token=hush`, {
      headers: { "x-forwarded-for": "203.0.113.7", "x-request-id": "r-1" },
    });
    expect(await answer.json()).toEqual([{ symbol: "600519" }]);
    const route = "GET /api/:market/klines/:symbol";
    await receiver.until(() => named(route).length > 0 && named("load_daily_kline").length > 0);

    const [server] = named(route);
    const [operation] = named("load_daily_kline");
    const query = receiver.spans.find(
      ({ attributes, traceId }) => traceId === server?.traceId && "db.query.text" in attributes,
    );
    expect(server).toMatchObject({
      kind: 2,
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "http.route": "/api/:market/klines/:symbol",
        "url.path": "/api/sh/klines/600519",
        "url.query": "token=",
        "client.address": "203.0.113.7",
      },
      resource: { "service.name": "klines", "telemetry.sdk.language": "nodejs" },
    });
    expect(operation).toMatchObject({
      kind: 1,
      attributes: {
        "mystocks.classification": "DAILY_KLINE",
        "mystocks.rows": 1,
        "db.system.name": "postgresql",
        "http.route": "/api/:market/klines/:symbol",
        "client.address": "203.0.113.7",
      },
    });
    expect(query).toMatchObject({
      kind: 3,
      parentSpanId: operation?.spanId,
      attributes: {
        "db.system.name": "postgresql",
        "db.query.text": "SELECT $1::text AS symbol",
        "db.namespace": new URL(database.url).pathname.slice(1),
        "mystocks.operation.parent": "load_daily_kline",
        "http.route": "/api/:market/klines/:symbol",
        "client.address": "203.0.113.7",
      },
    });
    const express = receiver.spans.find(({ attributes }) => attributes["express.type"] === "request_handler");
    expect([express?.traceId, operation?.traceId]).toEqual([server?.traceId, server?.traceId]);
    expect(JSON.stringify(receiver.spans)).not.toContain("hush");

    app.process.kill("SIGTERM");
    const { output, errors } = await app.ended;
    expect(errors).not.toContain("HOOKS INACTIVE");
    expect(output).toContain('"route":"/api/:market/klines/:symbol","status":200');
    expect(output).toContain(
      `"clientAddress":"203.0.113.7","requestId":"r-1","traceId":"${server?.traceId}"`,
    );
    expect(output).not.toContain("hush");
  },
  60 * SECOND,
);

test(
  "a burst of 10,000 spans in one tick loses none, and says that it dropped none",
  async () => {
    const { port } = await start("app.mjs").ready;
    await fetch(`http://127.0.0.1:${port}/burst`);
    await receiver.until(() => named("burst").length >= 10_000);
    expect(new Set(named("burst").map(({ spanId }) => spanId)).size).toBe(10_000);
    const processed = () =>
      receiver.points.filter(({ metric }) => metric === "otel.sdk.processor.span.processed");
    await receiver.until(() => processed().some(({ value }) => value >= 10_000));
    expect(processed().filter(({ attributes }) => "error.type" in attributes)).toEqual([]);
  },
  60 * SECOND,
);

test(
  "what the queue can't hold is counted in an exported metric",
  async () => {
    const { port } = await start("app.mjs", { OTEL_BSP_MAX_QUEUE_SIZE: "100" }).ready;
    await fetch(`http://127.0.0.1:${port}/burst`);
    const dropped = () =>
      receiver.points.find(
        ({ metric, attributes }) =>
          metric === "otel.sdk.processor.span.processed" && attributes["error.type"] === "queue_full",
      );
    await receiver.until(() => dropped() !== undefined && named("burst").length > 0);
    const count = dropped()?.value ?? 0;
    expect(count).toBeGreaterThan(9_000);
    expect(count).toBeLessThan(10_000);
  },
  60 * SECOND,
);

test(
  "metrics come over OTLP as classic histograms, pool and health are measured",
  async () => {
    const { port } = await start("app.mjs").ready;
    await fetch(`http://127.0.0.1:${port}/api/sh/klines/600519`);
    const point = (metric: string) => receiver.points.find((each) => each.metric === metric);
    await receiver.until(() => point("mystocks_http_requests_total") !== undefined);
    expect(point("mystocks_operation_duration_seconds")).toMatchObject({
      kind: "histogram",
      attributes: { operation: "load_daily_kline", kind: "tracked", database: "postgresql" },
      value: 1,
    });
    expect(point("mystocks_http_requests_total")).toMatchObject({
      attributes: { method: "GET", endpoint: "/api/:market/klines/:symbol", status: "200" },
      value: 1,
    });
    const pool = { database: "postgresql", pool_name: "main" };
    expect(point("mystocks_db_connections_max")).toMatchObject({ attributes: pool, value: 3 });
    expect(point("mystocks_db_connection_wait_seconds")).toMatchObject({ attributes: pool });
    expect(point("mystocks_api_health_status")).toMatchObject({
      attributes: { service: "database" },
      value: 1,
    });
    expect(point("mystocks_heap_used_bytes")?.value).toBeGreaterThan(1e6);
  },
  60 * SECOND,
);

test(
  "the Prometheus endpoint has the series MyStocks knows, is readable by promtool and makes no spans",
  async () => {
    const { port, prometheus } = await start("app.mjs", { MYSTOCKS_PROMETHEUS_PORT: "0" }).ready;
    await fetch(`http://127.0.0.1:${port}/api/sh/klines/600519`);
    await receiver.until(() => named("load_daily_kline").length > 0);
    const answer = await fetch(`http://127.0.0.1:${prometheus}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    const endpoint = 'endpoint="/api/:market/klines/:symbol",method="GET"';
    for (const series of [
      `mystocks_http_requests_total{${endpoint},status="200"} 1`,
      `mystocks_http_request_duration_seconds_bucket{${endpoint},le="2.5"} 1`,
      'mystocks_db_connections_active{database="postgresql",pool_name="main"}',
      'mystocks_db_connections_idle{database="postgresql",pool_name="main"}',
      'mystocks_api_health_status{service="database"} 1',
      'mystocks_operation_duration_seconds_count{service="klines-app",classification="DAILY_KLINE"',
      'otel_sdk_processor_span_processed_total{otel_component_name="batching_span_processor/0"',
    ]) {
      expect(text).toContain(series);
    }
    if (promtoolIsThere()) expect(complaintsOfPromtool(text)).toBe("");
    await fetch(`http://127.0.0.1:${port}/events`);
    await receiver.until(() => named("GET /events").length > 0);
    expect(receiver.spans.filter(({ attributes }) => attributes["url.path"] === "/metrics")).toEqual([]);
  },
  60 * SECOND,
);

const testWithRedis = redisIsThere() ? test : test.skip;

testWithRedis(
  "Redis commands are spans of their operation, and the client's state is measured",
  async () => {
    const redis = await startRedis(installed.folder);
    const app = start("cache.mjs", { REDIS_SOCKET: redis.socket });
    const ready = () => receiver.points.find(({ metric }) => metric === "mystocks_redis_ready");
    await receiver.until(() => named("get").length > 0 && ready() !== undefined);
    expect(named("get")[0]).toMatchObject({
      kind: 3,
      parentSpanId: named("read_cached_kline")[0]?.spanId,
      attributes: { "db.system.name": "redis", "mystocks.operation.parent": "read_cached_kline" },
    });
    expect(ready()).toMatchObject({ attributes: { name: "cache" }, value: 1 });
    app.process.kill("SIGTERM");
    expect((await app.ended).code).toBe(0);
    await redis.stop();
  },
  60 * SECOND,
);

test(
  "alerts and checks arrive as named log events",
  async () => {
    const { port } = await start("app.mjs").ready;
    await fetch(`http://127.0.0.1:${port}/events`);
    await receiver.until(() => receiver.logs.length >= 2);
    expect(receiver.logs).toMatchObject([
      { eventName: "mystocks.alert", attributes: { level: "WARNING", type: "CUSTOM", details: '{"a":1}' } },
      { eventName: "mystocks.quality", attributes: { dataset: "daily_kline", total: 100, threshold: 0.05 } },
    ]);
  },
  60 * SECOND,
);

test.each([
  ["without a handler of its own the app dies of the signal", {}, { code: null, signal: "SIGTERM" }],
  ["with one it ends as it wants to", { OWN_SIGTERM: "close" }, { code: 7, signal: null }],
  ["with one that exits at once it exits so", { OWN_SIGTERM: "exit" }, { code: 5, signal: null }],
])(
  "SIGTERM: %s, and no span is lost",
  async (_case, env, expected) => {
    const app = start("app.mjs", { ...env, OTEL_BSP_SCHEDULE_DELAY: "3600000" });
    const { port } = await app.ready;
    await fetch(`http://127.0.0.1:${port}/api/sh/klines/600519`).then((answer) => answer.json());
    app.process.kill("SIGTERM");
    const { code, signal } = await app.ended;
    expect({ code, signal }).toEqual(expected);
    expect(named("load_daily_kline")).toHaveLength(1);
  },
  60 * SECOND,
);

test(
  "the service keeps working, and says once why, when nobody receives its telemetry",
  async () => {
    const app = start("app.mjs", { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
    const { port } = await app.ready;
    expect((await fetch(`http://127.0.0.1:${port}/api/sh/klines/600519`)).status).toBe(200);
    app.process.kill("SIGTERM");
    const { signal, errors } = await app.ended;
    expect(signal).toBe("SIGTERM");
    expect(errors.match(/\[mystocks telemetry to http:\/\/127\.0\.0\.1:9\]/g)).toHaveLength(1);
  },
  60 * SECOND,
);

test("a job that ends by itself keeps its exit code and loses no span", async () => {
  const { code } = await start("job.mjs").ended;
  expect(code).toBe(3);
  expect(named("nightly_load")).toHaveLength(1);
});

test(
  "a job ends although its telemetry is refused, or taken and never answered",
  async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as AddressInfo;
    for (const endpoint of ["http://127.0.0.1:9", `http://127.0.0.1:${port}`]) {
      const { code } = await start("job.mjs", { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).ended;
      expect(code).toBe(3);
    }
    silent.close();
  },
  60 * SECOND,
);

test(
  "hooks that do not work are told at start-up",
  async () => {
    const app = start("app.mjs", {}, { before: ["--import", "./deaf-hooks.mjs"] });
    await app.ready;
    app.process.kill("SIGTERM");
    expect((await app.ended).errors).toContain("HOOKS INACTIVE: ESM imports are not seen");
  },
  60 * SECOND,
);

test(
  "OTEL_SDK_DISABLED leaves the app alone",
  async () => {
    const app = start("app.mjs", { OTEL_SDK_DISABLED: "true" });
    const { port } = await app.ready;
    expect((await fetch(`http://127.0.0.1:${port}/api/sh/klines/600519`)).status).toBe(200);
    app.process.kill("SIGTERM");
    expect(await app.ended).toMatchObject({ signal: "SIGTERM", errors: "" });
    expect(receiver.spans).toEqual([]);
  },
  60 * SECOND,
);

test("its types are usable", async () => {
  const tsc = join(import.meta.dirname, "../node_modules/.bin/tsc");
  const options = ["--module", "nodenext", "--target", "es2024", "--strict", "--exactOptionalPropertyTypes"];
  await run(tsc, [...options, "--noEmit", "--skipLibCheck", "false", "--types", "node", "app.ts"], {
    cwd: installed.folder,
  }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
}, 60_000);

const oldNode = nodesOnPath().find(({ version }) => refusal(version) !== undefined);
const testOnOldNode = oldNode === undefined ? test.skip : test;

testOnOldNode("a Node.js that is too old is refused with the way out", async () => {
  const { code, errors } = await start("app.mjs", {}, { node: oldNode?.path }).ended;
  expect(code).toBe(1);
  expect(errors).toContain(`needs Node.js 22.15 or newer; this is ${oldNode?.version}`);
  expect(errors).toContain("Way out:");
});

function nodesOnPath(): { path: string; version: string }[] {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "node"))
    .filter((path) => existsSync(path))
    .map((path) => ({
      path,
      version: execFileSync(path, ["-p", "process.versions.node"]).toString().trim(),
    }));
}
