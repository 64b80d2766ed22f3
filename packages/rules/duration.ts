const UNITS_MS: readonly [string, number][] = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];
const PATTERN = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Prometheus' duration, as `1h30m`, in milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const match = text === "" ? null : PATTERN.exec(text);
  if (match === null) return undefined;
  const totalMs = UNITS_MS.reduce((sum, [, ms], index) => sum + Number(match[index + 1] ?? 0) * ms, 0);
  return Number.isSafeInteger(totalMs) ? totalMs : undefined;
}

/** The same text as Prometheus writes: weeks and years only when they are whole. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return "0s";
  let [rest, text] = [durationMs, ""];
  for (const [unit, ms] of UNITS_MS) {
    const isWholeOnly = unit === "y" || unit === "w";
    if (rest < ms || (isWholeOnly && rest % ms !== 0)) continue;
    text += `${Math.floor(rest / ms)}${unit}`;
    rest %= ms;
  }
  return text;
}
