import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 60_000;

/** The first value that holds; fails with the last one seen when none did in time. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > untilMs) throw new Error(`still not so: ${JSON.stringify(value)}`);
    await delay(250);
  }
}
