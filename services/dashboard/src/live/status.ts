/** What the pill says. Times are Unix milliseconds of this machine. */
export type LiveStatus =
  | { state: "connecting" }
  | { state: "live"; ageMs: number | undefined }
  | { state: "paused" }
  /** Connected, with nothing on the page that is pushed. */
  | { state: "idle" }
  | { state: "lost"; sinceMs: number };

/** Estimates the server's clock from one ping: it answered halfway between sending and receiving. */
export function clockOffset(sentMs: number, serverMs: number, receivedMs: number): number {
  return serverMs - (sentMs + receivedMs) / 2;
}

/** Messages come each second; silence for longer than this lets the age grow with the clock. */
const SILENCE_MS = 2_500;

/**
 * How old the newest figures on the page are: the delay they arrived with, plus the silence since, once there
 * is one. Between two pushes it does not count up, which would only show the push interval.
 */
export function dataAge(storedAtMs: number, receivedAtMs: number, nowMs: number, offsetMs: number): number {
  const delay = Math.max(0, receivedAtMs + offsetMs - storedAtMs);
  const silence = nowMs - receivedAtMs;
  return silence > SILENCE_MS ? delay + silence : delay;
}
