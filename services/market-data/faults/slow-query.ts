import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "pg";
import type { Fault, FaultParts } from "./fault.ts";

// A first short pulse shows within the second; then readers pass the warning threshold, then the critical one.
const FIRST_PULSE_MS = 500;
const PULSES_MS = [2_400, 5_600];
const BREATH_MS = 300;

/**
 * A maintenance session holds `daily_kline` in ACCESS EXCLUSIVE mode, again and again: every reader really waits.
 * It has taken hold when the first readers have waited longer than the warning threshold.
 */
export function slowQuery({ maintenance }: Pick<FaultParts, "maintenance">): Fault {
  let running: { stop: AbortController; ended: Promise<void> } | undefined;
  return {
    async start() {
      if (running !== undefined) return;
      const stop = new AbortController();
      const slow = Promise.withResolvers<void>();
      const ended = lockInPulses(maintenance, stop.signal, slow.resolve);
      running = { stop, ended };
      await Promise.race([slow.promise, ended]);
    },
    async heal() {
      running?.stop.abort();
      await running?.ended.catch(() => {});
      running = undefined;
    },
  };
}

async function lockInPulses(pool: Pool, stop: AbortSignal, onSlow: () => void): Promise<void> {
  await holdLock(pool, FIRST_PULSE_MS, stop);
  for (let pulse = 0; !stop.aborted; pulse++) {
    await pause(BREATH_MS, stop);
    await holdLock(pool, PULSES_MS[pulse % PULSES_MS.length]!, stop);
    onSlow();
  }
}

async function holdLock(pool: Pool, forMs: number, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return;
  const session = await pool.connect();
  try {
    await session.query("BEGIN");
    await session.query("LOCK TABLE daily_kline IN ACCESS EXCLUSIVE MODE");
    await pause(forMs, stop);
  } finally {
    await session.query("ROLLBACK").catch(() => {});
    session.release();
  }
}

const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});
