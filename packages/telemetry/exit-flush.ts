import type { Telemetry } from "./start.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const DEADLINE_MS = 2_000;

/**
 * Sends what is queued before the process ends. The app's own handling of a signal stays as it is: with a handler
 * of its own it decides when to exit; without one the process dies of the signal as it would have, a flush later.
 */
export function flushOnExit(telemetry: Telemetry, process: NodeJS.Process): void {
  process.once("beforeExit", () => void telemetry.forceFlush());
  for (const signal of SIGNALS) {
    const onSignal = async () => {
      const alone = process.listenerCount(signal) === 0;
      await Promise.race([telemetry.forceFlush(), timeout(DEADLINE_MS)]);
      if (alone) process.kill(process.pid, signal);
    };
    process.prependOnceListener(signal, () => void onSignal());
  }
}

function timeout(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs).unref());
}
