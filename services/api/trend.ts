import { readPulses } from "@mystocks/store";
import type { Pool } from "pg";
import type { OperationSummary } from "./contract.ts";
import { quantileMs, rowsByStep, type Grid } from "./figures.ts";
import type { TimeWindow } from "./window.ts";

const STEPS = 30;

/** The sparkline of each operation: 30 equal steps that end with the window. */
export async function readTrends(
  pool: Pool,
  window: TimeWindow,
  operationIds: number[],
): Promise<Map<number, OperationSummary["trend"]>> {
  if (operationIds.length === 0) return new Map();
  const wantedSeconds = Math.max(1, Math.ceil(window.seconds / STEPS));
  const answer = await readPulses(pool, {
    ...window,
    by: "operation",
    operationIds,
    stepSeconds: wantedSeconds,
  });
  const stepSeconds = answer.stepSeconds ?? wantedSeconds;
  const grid: Grid = {
    from: new Date(answer.to.getTime() - STEPS * stepSeconds * 1000),
    stepSeconds,
    steps: STEPS,
  };
  const rows = Map.groupBy(answer.rows, ({ operationId }) => operationId);
  return new Map(
    operationIds.map((id) => [
      id,
      rowsByStep(grid, rows.get(id) ?? []).map(({ count, histogram }, step) => ({
        ratePerSecond: count / elapsedSeconds(grid, step, window.to),
        p95Ms: quantileMs(histogram, 0.95),
      })),
    ]),
  );
}

/** The last step may still be running; its rate is of the part that has passed. */
function elapsedSeconds({ from, stepSeconds }: Grid, step: number, to: Date): number {
  const start = from.getTime() / 1000 + step * stepSeconds;
  return Math.min(stepSeconds, Math.max(1, to.getTime() / 1000 - start));
}
