import { setTimeout as pause } from "node:timers/promises";
import type { OperationPulse } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import type { AlertingRival } from "./alerting-rival.ts";
import { loadsOf } from "./threshold-world.ts";

const HISTORY_SECONDS = 15 * 60;
const GAUGE_STEP_SECONDS = 15;
/** Each is eight live series: histogram, count, sum, errors, slow ones of two levels, rows, bytes. */
const OPERATIONS = 1250;
/** Operations pulse each second in the newest minute, where each is kept, and seldom before. */
const FINE_SECONDS = 60;
const SELDOM_SECONDS = 30;
const REST_MS = 5000;

export interface Memory {
  /** Resident, as the process is left to itself. */
  rssMiB: number;
  /** What is reachable, on V8's heap and beside it. */
  liveMiB: number;
}

/** 15 minutes of 10,000 gauges that are sent each 15 s. */
export async function gaugesMemory(rival: AlertingRival): Promise<Memory> {
  const samplesAt = loadsOf(GAUGE_STEP_SECONDS);
  return grown(
    rival,
    () => GAUGE_STEP_SECONDS,
    (second, timeMs) => rival.push(samplesAt(second), timeMs),
  );
}

/** 15 minutes of 10,000 series of operations, histograms among them, by the second. */
export async function operationsMemory(rival: AlertingRival): Promise<Memory> {
  const sketches = Array.from({ length: 100 }, (_, at) => sketchOf(at));
  return grown(
    rival,
    (second) => (second < -FINE_SECONDS ? SELDOM_SECONDS : 1),
    (second, timeMs) =>
      rival.pushOperations(
        Array.from({ length: OPERATIONS }, (_, id) =>
          pulseOf(id, Math.floor(timeMs / 1000), sketches[Math.abs(id * 7 + second) % sketches.length]!),
        ),
        timeMs,
      ),
  );
}

async function grown(
  rival: AlertingRival,
  stepAt: (second: number) => number,
  push: (second: number, timeMs: number) => Promise<void>,
): Promise<Memory> {
  const nowMs = Math.floor(Date.now() / 1000) * 1000;
  for (let second = -HISTORY_SECONDS; second <= 0; second += stepAt(second)) {
    await rival.setClock(nowMs + second * 1000);
    await push(second, nowMs + second * 1000);
  }
  await rival.setClock(undefined);
  await pause(REST_MS);
  const { rssMiB } = await rival.used();
  return { rssMiB, liveMiB: await rival.liveMiB() };
}

function sketchOf(seed: number): { sketch: string; count: number; sumSeconds: number; maxSeconds: number } {
  const histogram = new ExponentialHistogram();
  const seconds = Array.from({ length: 10 }, (_, at) => 0.001 * (1 + ((seed * 31 + at * 17) % 97)) ** 1.5);
  for (const one of seconds) histogram.record(one);
  return {
    sketch: Buffer.from(histogram.encode()).toString("base64"),
    count: seconds.length,
    sumSeconds: seconds.reduce((sum, one) => sum + one, 0),
    maxSeconds: Math.max(...seconds),
  };
}

function pulseOf(id: number, second: number, figures: ReturnType<typeof sketchOf>): OperationPulse {
  return {
    operation: {
      id,
      service: `service-${id % 10}`,
      operation: `load-${id}`,
      type: "load",
      kind: "tracked",
      classification: "DAILY_KLINE",
      databaseSystem: "postgresql",
      database: "market",
      collection: "daily_kline",
    },
    second,
    ...figures,
    errors: 0,
    overWarning: 0,
    overCritical: 0,
    enclosed: false,
    rows: 100,
    bytes: 1000,
    exemplars: [],
  };
}
