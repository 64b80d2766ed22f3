import { ExponentialHistogram } from "@mystocks/histogram";
import type { PulseAnswer, PulseRow } from "@mystocks/store";
import type { Figures, Point } from "./contract.ts";

export type Totals = Omit<PulseRow, "operationId" | "time">;

/** Rows added up; the percentiles of the result are of all their values. */
export function mergeTotals(rows: readonly Totals[]): Totals {
  const total: Totals = {
    count: 0,
    errors: 0,
    overWarning: 0,
    overCritical: 0,
    rows: 0,
    bytes: 0,
    sumSeconds: 0,
    maxSeconds: 0,
    histogram: new ExponentialHistogram(),
  };
  for (const row of rows) {
    total.count += row.count;
    total.errors += row.errors;
    total.overWarning += row.overWarning;
    total.overCritical += row.overCritical;
    total.rows += row.rows;
    total.bytes += row.bytes;
    total.sumSeconds += row.sumSeconds;
    total.maxSeconds = Math.max(total.maxSeconds, row.maxSeconds);
    total.histogram.merge(row.histogram);
  }
  return total;
}

export function figuresOf(totals: Totals, windowSeconds: number): Figures {
  const { count, errors, overWarning, overCritical, rows, bytes, histogram } = totals;
  return {
    count,
    errors,
    errorRatio: count === 0 ? 0 : errors / count,
    ratePerSecond: count / windowSeconds,
    overWarning,
    overCritical,
    rows,
    bytes,
    averageMs: count === 0 ? null : shownMs(totals.sumSeconds / count),
    maxMs: count === 0 ? null : shownMs(totals.maxSeconds),
    p50Ms: quantileMs(histogram, 0.5),
    p95Ms: quantileMs(histogram, 0.95),
    p99Ms: quantileMs(histogram, 0.99),
    p999Ms: quantileMs(histogram, 0.999),
  };
}

/** Equal steps, each there even when nothing ran in it. */
export interface Grid {
  from: Date;
  stepSeconds: number;
  steps: number;
}

/**
 * The steps of an answer without the last one when `now` lies in it: a step that is still running would end every
 * chart with a fall that nobody had.
 */
export function fullSteps({ from, to, stepSeconds }: PulseAnswer, wantedSeconds: number, now: Date): Grid {
  const step = stepSeconds ?? wantedSeconds;
  const steps = Math.round((to.getTime() - from.getTime()) / (step * 1000));
  return { from, stepSeconds: step, steps: to > now ? Math.max(1, steps - 1) : steps };
}

/** What fell into each step of the grid; rows outside it are left out. */
export function rowsByStep(grid: Grid, rows: readonly PulseRow[]): Totals[] {
  const held: PulseRow[][] = Array.from({ length: grid.steps }, () => []);
  for (const row of rows) {
    const step = Math.floor((row.time.getTime() - grid.from.getTime()) / (grid.stepSeconds * 1000));
    held[step]?.push(row);
  }
  return held.map(mergeTotals);
}

export function pointsOf(grid: Grid, rows: readonly PulseRow[]): Point[] {
  return rowsByStep(grid, rows).map((totals, step) => ({
    time: new Date(grid.from.getTime() + step * grid.stepSeconds * 1000).toISOString(),
    count: totals.count,
    errors: totals.errors,
    overWarning: totals.overWarning,
    overCritical: totals.overCritical,
    maxMs: totals.count === 0 ? null : shownMs(totals.maxSeconds),
    p50Ms: quantileMs(totals.histogram, 0.5),
    p95Ms: quantileMs(totals.histogram, 0.95),
    p99Ms: quantileMs(totals.histogram, 0.99),
  }));
}

export function quantileMs(histogram: ExponentialHistogram, q: number): number | null {
  const seconds = histogram.quantile(q);
  return seconds === undefined ? null : shownMs(seconds);
}

/** Milliseconds to the microsecond: more digits than a sketch or a clock can vouch for. */
const shownMs = (seconds: number): number => Math.round(seconds * 1e6) / 1e3;
