import type { Telemetry } from "./start.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
const DEADLINE_MS = 2_000;

/**
 * Sends what is queued before the process ends. The app's own handling of a signal stays as it is: with a handler
 * of its own it decides when to exit; without one the process dies of the signal as it would have, a flush later.
 */
export function flushOnExit(telemetry: Telemetry, process: NodeJS.Process): void {
  process.once("beforeExit", () => void flushAtTheEnd(telemetry, process));
  for (const signal of SIGNALS) {
    const onSignal = async () => {
      const alone = process.listenerCount(signal) === 0;
      const allowExit = holdExit(process);
      await flushed(telemetry);
      allowExit();
      if (alone) process.kill(process.pid, signal);
    };
    process.prependOnceListener(signal, () => void onSignal());
  }
}

/** The app has nothing left to do, so what still waits for a receiver that is away is ours alone. */
async function flushAtTheEnd(telemetry: Telemetry, process: NodeJS.Process): Promise<void> {
  const appGoesOn = process.listenerCount("beforeExit") > 0;
  const inTime = await flushed(telemetry);
  if (!inTime && !appGoesOn) process.exit();
}

/**
 * Many handlers of a signal are just `process.exit()`, after which nothing can be sent. While the flush that the
 * signal started is under way, such an exit is remembered, and done as soon as it is over.
 * @returns what ends the hold, and exits if that was asked for
 */
function holdExit(process: NodeJS.Process): () => void {
  const exit = process.exit.bind(process);
  let asked: { code: number | string | null | undefined } | undefined;
  const held = (code?: number | string | null) => {
    asked ??= { code };
  };
  process.exit = held as typeof process.exit;
  return () => {
    if (process.exit === held) process.exit = exit;
    if (asked !== undefined) exit(asked.code);
  };
}

/** @returns whether all was sent by the deadline. Keeps the process alive until then, as nothing else of ours does. */
async function flushed(telemetry: Telemetry): Promise<boolean> {
  const deadline = Promise.withResolvers<boolean>();
  const timer = setTimeout(deadline.resolve, DEADLINE_MS, false);
  const inTime = await Promise.race([telemetry.forceFlush().then(() => true), deadline.promise]);
  clearTimeout(timer);
  return inTime;
}
