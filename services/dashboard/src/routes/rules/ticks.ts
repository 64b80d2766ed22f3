const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STEPS_MS = [300_000, 900_000, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, DAY_MS];
const MOST = 8;

/** Round moments within the window, at most eight, from the first to the last. */
export function ticksOf({ fromMs, toMs }: { fromMs: number; toMs: number }): number[] {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= MOST) ?? DAY_MS;
  const first = Math.ceil(fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, index) => first + index * stepMs);
}
