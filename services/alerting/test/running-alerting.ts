import { randomBytes } from "node:crypto";
import { createMemoryBus, type Bus } from "@mystocks/bus";
import { startRecorder } from "@mystocks/recorder";
import { tracesBody, type TestSpan } from "@mystocks/recorder/testing";
import { createLogger, Lifecycle, monitorConfig, type MonitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import { startAlerting } from "../app.ts";

/** Recorder and alerting on one store, as embedded mode has them. */
export async function startPair(url: string, config: Record<string, unknown>, bus: Bus = createMemoryBus()) {
  const life = new Lifecycle();
  const pool = openStorePool({ url, max: 8, applicationName: "alerting-test" }, () => {});
  life.onStop("pool", () => pool.end());
  life.onStop("bus", () => bus.close());
  const parsed = monitorConfig.parse({ otlpPort: 0, ...config });
  const log = createLogger("test", "warn");
  const recorder = await startRecorder({ config: parsed, pool, bus, log }, life);
  const alerting = await startAlertingOn({ url, bus, config: parsed }, life);
  return { life, pool, bus, alerting, otlpUrl: `http://127.0.0.1:${recorder.otlpPort}`, config: parsed };
}

export async function startAlertingOn(
  { url, bus, config, now }: { url: string; bus: Bus; config: MonitorConfig; now?: () => number },
  life: Lifecycle,
) {
  const pool = openStorePool({ url, max: 4, applicationName: "alerting-test" }, () => {});
  life.onStop("alerting's pool", () => pool.end());
  const log = createLogger("test", "warn");
  const parts = { config, pool, bus, log, publicUrl: "http://monitor.test" };
  return startAlerting({ ...parts, ...(now !== undefined && { now }) }, life);
}

/** One tracked operation that ended now. */
export async function sendOperation(
  otlpUrl: string,
  { name, durationMs, failed = false }: { name: string; durationMs: number; failed?: boolean },
): Promise<{ traceId: string; endedMs: number }> {
  const endedMs = Date.now();
  const endNs = BigInt(endedMs) * 1_000_000n;
  const span: TestSpan = {
    traceId: randomBytes(16),
    spanId: randomBytes(8),
    name,
    kind: 1,
    startNs: endNs - BigInt(durationMs) * 1_000_000n,
    endNs,
    ...(failed && { status: 2 }),
    attributes: { "mystocks.operation.name": name, "mystocks.classification": "DAILY_KLINE" },
  };
  const response = await fetch(`${otlpUrl}/v1/traces`, {
    method: "POST",
    body: tracesBody("market-data", [span]),
    headers: { "content-type": "application/x-protobuf" },
  });
  if (response.status !== 200) throw new Error(`the recorder answered ${response.status}`);
  return { traceId: Buffer.from(span.traceId).toString("hex"), endedMs };
}
