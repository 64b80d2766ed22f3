import type { Point } from "@mystocks/api";
import type { SecondPoint } from "@mystocks/realtime";

/** One value of a chart. Counts are per second, so that steps of any length stand on one axis. */
export type ChartPoint = {
  second: number;
  ratePerSecond: number;
  errorsPerSecond: number;
  slowPerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
};

/** REST for the window, the socket for the seconds after its last whole step. */
export function joinPoints(
  points: readonly Point[],
  stepSeconds: number,
  live: readonly SecondPoint[],
): ChartPoint[] {
  const stored = points.map((point) => chartPoint(Date.parse(point.time) / 1000, stepSeconds, point));
  const last = stored.at(-1);
  const after = last === undefined ? 0 : last.second + stepSeconds;
  const recent = live
    .filter(({ second }) => second >= after)
    .map((point) => chartPoint(point.second, 1, point));
  return [...stored, ...recent];
}

type Counted = Omit<SecondPoint, "second">;

function chartPoint(second: number, stepSeconds: number, point: Counted): ChartPoint {
  return {
    second,
    ratePerSecond: point.count / stepSeconds,
    errorsPerSecond: point.errors / stepSeconds,
    slowPerSecond: point.overWarning / stepSeconds,
    p50Ms: point.p50Ms,
    p95Ms: point.p95Ms,
    p99Ms: point.p99Ms,
    maxMs: point.maxMs,
  };
}

export type Counts = { count: number; errors: number; overWarning: number; overCritical: number };

/** Counts of a REST window together with the live seconds that began at its end or later. */
export function addSince(window: Counts, toMs: number, live: readonly SecondPoint[]): Counts {
  const total = { ...window };
  for (const point of live) {
    if (point.second * 1000 < toMs) continue;
    total.count += point.count;
    total.errors += point.errors;
    total.overWarning += point.overWarning;
    total.overCritical += point.overCritical;
  }
  return total;
}
