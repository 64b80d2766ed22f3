import { setTimeout as delay } from "node:timers/promises";

const LOOK_MS = 100;
const SHOWN_CHARACTERS = 2000;

/** The first value that holds, read ten times a second; fails with the last one seen when none did in time. */
export async function eventually<T>(
  read: () => T | Promise<T>,
  holds: (value: T) => boolean,
  timeoutMs = 60_000,
): Promise<T> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadlineMs)
      throw new Error(
        `still not so after ${timeoutMs} ms: ${JSON.stringify(value)?.slice(0, SHOWN_CHARACTERS)}`,
      );
    await delay(LOOK_MS);
  }
}
