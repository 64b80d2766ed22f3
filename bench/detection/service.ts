// A service as an author writes one, with the SDK's defaults, told by its parent which trials to go through and when.
// It executes every operation quickly first, so that its series exist: Prometheus sees no increase in a new one.
import { setTimeout as pause } from "node:timers/promises";
import { MetricsCollector, startTelemetry, trackOperation } from "@mystocks/telemetry";
import type { Breach, Trial } from "./trials.ts";

/** What it tells its parent. */
export type Said = { metricsPort: number } | ({ id: string } & Breach);
/** What its parent tells it: first the trials there will be, then when to begin with them. */
export type Asked = { trials: Trial[] } | { begin: true };

/** Slow ones are logged too, as those of any service are. */
const OPTIONS = { classification: "DAILY_KLINE", database: "PostgreSQL", slowMs: 500 };

const telemetry = startTelemetry({
  endpoint: process.argv[2]!,
  serviceName: "detection-bench",
  prometheus: { port: 0 },
});
const collector = new MetricsCollector();
const away = new Set<string>();
let known: Trial[] = [];

process.on("message", (asked: Asked) => {
  if ("trials" in asked) void getReady(asked.trials);
  else known.forEach((trial) => setTimeout(() => void goThrough(trial), trial.atMs));
});
process.on("disconnect", () => void telemetry.shutdown().then(() => process.exit()));

async function getReady(trials: Trial[]): Promise<void> {
  known = trials;
  for (const { id, kind } of trials)
    if (kind === "slow") await trackOperation(id, OPTIONS, () => {});
    else collector.addDatasource(id, () => !away.has(id));
  const address = await telemetry.prometheusAddress();
  say({ metricsPort: address!.port });
}

async function goThrough({ id, kind, lengthMs }: Trial): Promise<void> {
  const beganMs = Date.now();
  if (kind === "slow") {
    await trackOperation(id, OPTIONS, () => pause(lengthMs));
    // Slow is what it was when it ended; for its rule that is over a minute later.
    return say({ id, beganMs: Date.now(), overMs: Infinity });
  }
  away.add(id);
  await pause(lengthMs);
  away.delete(id);
  say({ id, beganMs, overMs: Date.now() });
}

function say(said: Said): void {
  process.send!(said);
}
