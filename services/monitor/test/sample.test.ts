import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ExecutionList, OperationList, Overview, RequestList, ServiceList, Trace } from "@mystocks/api";
import { eventually } from "@mystocks/runtime/testing";
import {
  openDataDir,
  runMonitorCommand,
  startMonitorProcess,
  type MonitorProcess,
} from "../testing/monitor-process.ts";

const TIMEOUT_MS = 120_000;
const SEED_SERIES = {
  mystocks_http_requests_total: ["method", "endpoint", "status"],
  mystocks_http_request_duration_seconds_bucket: ["method", "endpoint", "le"],
  mystocks_db_connections_active: ["database"],
  mystocks_db_connections_idle: ["database"],
  mystocks_cache_hits_total: ["cache_type"],
  mystocks_cache_misses_total: ["cache_type"],
  mystocks_api_health_status: ["service"],
  mystocks_datasource_availability: ["datasource"],
};

let data: Awaited<ReturnType<typeof openDataDir>>;
let monitor: MonitorProcess;
beforeAll(async () => {
  data = await openDataDir();
  monitor = await startMonitorProcess(data.path);
}, TIMEOUT_MS);
afterAll(async () => {
  await monitor.end("SIGTERM");
  await data.remove();
}, TIMEOUT_MS);

test(
  "a healthy sample shows operations of several classes and nothing slow or failed",
  async () => {
    const { items } = await eventually(
      () => monitor.api<OperationList>("/operations?last=5m&limit=200&kind=tracked"),
      (list) => list.items.length >= 10,
    );
    expect(new Set(items.map(({ key }) => key.classification)).size).toBeGreaterThanOrEqual(5);
    expect(items.map(({ key }) => key.classification)).not.toContain("");
    expect(items.filter(({ figures }) => figures.errors > 0 || figures.overWarning > 0)).toEqual([]);
    const overview = await monitor.api<Overview>("/overview?last=5m");
    expect(overview.sample?.description).toContain("S&P 500");
    expect(overview.pools.map(({ service }) => service)).toContain("market-data");
    expect(overview.caches.length).toBeGreaterThan(0);
    const services = await monitor.api<ServiceList>("/services?last=5m");
    expect(services.items).toMatchObject([{ service: "market-data", state: "live" }]);
    const requests = await monitor.api<RequestList>("/requests?last=5m");
    expect(requests.routes.map(({ route }) => route)).toContain("/klines/:symbol");
  },
  TIMEOUT_MS,
);

test(
  "all eight series of the seed are on /metrics with their labels, and move under load",
  async () => {
    const first = await eventually(readMetrics, (text) =>
      Object.keys(SEED_SERIES).every((name) => text.includes(`${name}{`)),
    );
    for (const [name, labels] of Object.entries(SEED_SERIES)) {
      const series = first.split("\n").find((line) => line.startsWith(`${name}{`));
      for (const label of labels) expect(series).toContain(`${label}="`);
    }
    expect(first).toContain("mystocks_websocket_connections_active");
    const requests = (text: string) =>
      text
        .split("\n")
        .filter((line) => line.startsWith("mystocks_http_requests_total{") && line.includes("market-data"))
        .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
    await eventually(readMetrics, (text) => requests(text) > requests(first));
  },
  TIMEOUT_MS,
);

test(
  "a slow query shows as slow operation with its trace and SQL; an exhausted business pool stops no recording",
  async () => {
    expect(await runMonitorCommand(data.path, ["demo", "break", "slow-query"])).toMatchObject({ code: 0 });
    const { items } = await eventually(
      () => monitor.api<ExecutionList>("/operations/slow?last=5m"),
      (list) => list.items.some(({ level, statement }) => level !== "ok" && statement !== null),
    );
    const slow = items.find(({ statement }) => statement !== null)!;
    expect(slow.durationMs).toBeGreaterThan(2000);
    const trace = await monitor.api<Trace>(`/traces/${slow.traceId}`);
    expect(trace.spans.map(({ spanId }) => spanId)).toContain(slow.spanId);
    expect(trace.spans.some(({ statement }) => statement?.includes("daily_kline"))).toBe(true);

    const ok = { code: 0, output: expect.any(String) };
    expect(await runMonitorCommand(data.path, ["demo", "heal"])).toEqual(ok);
    expect(await runMonitorCommand(data.path, ["demo", "break", "pool-exhausted"])).toEqual(ok);
    await eventually(
      () => monitor.api<ExecutionList>("/operations/slow?last=5m"),
      (list) => list.items.some(({ failed }) => failed),
    );
    expect(await runMonitorCommand(data.path, ["demo", "heal"])).toEqual(ok);
  },
  TIMEOUT_MS,
);

test("nobody reads the API without a token, and a viewer's token reads it", async () => {
  const refused = await fetch(`${monitor.baseUrl}/api/v1/operations`);
  expect({ status: refused.status, problem: await refused.json() }).toMatchObject({
    status: 401,
    problem: { code: "UNAUTHENTICATED" },
  });
  const made = await runMonitorCommand(data.path, ["token", "create", "grafana"]);
  const answer = await fetch(`${monitor.baseUrl}/api/v1/session`, {
    headers: { authorization: `Bearer ${made.output.trim()}` },
  });
  expect(await answer.json()).toMatchObject({ name: "grafana", role: "viewer" });
});

const readMetrics = async () => (await fetch(`${monitor.baseUrl}/metrics`)).text();
