import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { checkCompleteness, checkDuplicates, checkFreshness, checkValidity } from "../checks.ts";
import { freshnessMs } from "../load/volume.ts";
import { openMarket } from "../open-market.ts";
import { count, eventually, runService } from "./running-service.ts";

test("a healthy run fails at nothing, and every check passes", async () => {
  const running = await runService(60, 80);
  try {
    await eventually(
      () => count(running.sql, "trade_signals"),
      (signals) => signals > 20,
    );
    await eventually(
      () => count(running.sql, "tick_data"),
      (ticks) => ticks > 200,
    );
    const market = await openMarket(running.sql, 60, () => new Date());
    const results = await Promise.all([
      checkCompleteness(market),
      checkValidity(market),
      checkDuplicates(market),
      checkFreshness(market, freshnessMs(60)),
    ]);
    expect(results.map(({ check, total, failed }) => ({ check, total, failed }))).toEqual([
      { check: "completeness", total: 180, failed: 0 },
      { check: "validity", total: 180, failed: 0 },
      { check: "duplicates", total: 180, failed: 0 },
      { check: "freshness", total: 60, failed: 0 },
    ]);
    expect(running.service.failures()).toBe(0);
  } finally {
    await running.close();
  }
}, 60_000);

test("the process says its port over IPC, sends telemetry, and ends when its parent lets go", async () => {
  const database = await openTestDatabase();
  const received = new Set<string>();
  const receiver = createServer((request, response) => {
    received.add(request.url ?? "");
    request.resume().on("end", () => response.end());
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  const child = spawnService(database.url, (receiver.address() as AddressInfo).port);
  try {
    const [message] = (await once(child, "message")) as [{ ready: boolean; port: number }];
    expect(message.ready).toBe(true);
    const answer = await fetch(`http://127.0.0.1:${message.port}/ready`);
    expect(answer.status).toBe(200);
    await eventually(
      async () => [...received].sort(),
      (urls) => urls.join() === "/v1/logs,/v1/metrics,/v1/traces",
    );
    child.disconnect();
    const [code] = (await once(child, "exit")) as [number];
    expect(code).toBe(0);
  } finally {
    child.kill("SIGKILL");
    receiver.closeAllConnections();
    receiver.close();
    await database.drop();
  }
}, 60_000);

function spawnService(databaseUrl: string, otlpPort: number): ChildProcess {
  const service = new URL("..", import.meta.url);
  return fork(new URL("main.ts", service), {
    cwd: service,
    execArgv: ["--import", "@mystocks/telemetry/register"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      PATH: process.env["PATH"],
      MARKET_DATA_DATABASE_URL: databaseUrl,
      MARKET_DATA_PORT: "0",
      MARKET_DATA_SYMBOLS: "30",
      OTEL_SERVICE_NAME: "market-data",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${otlpPort}`,
    },
  });
}
