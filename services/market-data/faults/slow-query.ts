import { setTimeout as delay } from "node:timers/promises";
import type { Fault, FaultParts } from "./fault.ts";

// A first short pulse shows at once, then some operations pass the warning threshold and some the critical one.
const PULSES_MS = [800, 2_300, 5_600];
const FIRST_REPEATED = 1;
const BREATH_MS = 400;

/** A maintenance session holds `daily_kline` in ACCESS EXCLUSIVE mode, again and again: every reader really waits. */
export function slowQuery({ maintenance }: Pick<FaultParts, "maintenance">): Fault {
  let running: { stop: AbortController; ended: Promise<void> } | undefined;
  return {
    async start() {
      if (running !== undefined) return;
      const stop = new AbortController();
      const held = Promise.withResolvers<void>();
      const ended = lockInPulses(maintenance, stop.signal, held.resolve);
      running = { stop, ended };
      await Promise.race([held.promise, ended]);
    },
    async heal() {
      running?.stop.abort();
      await running?.ended;
      running = undefined;
    },
  };
}

async function lockInPulses(
  pool: FaultParts["maintenance"],
  stop: AbortSignal,
  onHeld: () => void,
): Promise<void> {
  for (let pulse = 0; !stop.aborted; pulse++) {
    const cycle = pulse < PULSES_MS.length ? pulse : FIRST_REPEATED + ((pulse - FIRST_REPEATED) % 2);
    await holdLock(pool, PULSES_MS[cycle]!, stop, onHeld);
    await pause(BREATH_MS, stop);
  }
}

async function holdLock(
  pool: FaultParts["maintenance"],
  forMs: number,
  stop: AbortSignal,
  onHeld: () => void,
) {
  const session = await pool.connect();
  try {
    await session.query("BEGIN");
    await session.query("LOCK TABLE daily_kline IN ACCESS EXCLUSIVE MODE");
    onHeld();
    await pause(forMs, stop);
  } finally {
    await session.query("ROLLBACK").catch(() => {});
    session.release();
  }
}

const pause = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});
