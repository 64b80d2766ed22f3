import { MonitorError, thresholdsOf, defineRoute, type Route } from "@mystocks/runtime";
import { findExecutions, readPulses, readSpanHorizon, summariseStatements } from "@mystocks/store";
import type { Pool } from "pg";
import { z } from "zod";
import {
  operationDetailSchema,
  type Execution,
  type OperationDetail,
  type OperationKey,
} from "../contract.ts";
import { ANY_MARK, shownExecutions } from "../executions.ts";
import { figuresOf, fullSteps, mergeTotals, pointsOf } from "../figures.ts";
import { msOfNs } from "../nanoseconds.ts";
import { operationsById } from "../operations.ts";
import type { RouteParts } from "../parts.ts";
import { chartStep, later, resolveWindow, shownWindow, windowQuery, type TimeWindow } from "../window.ts";

const EXECUTIONS = 50;
// Spans have no index by operation: a day of them would be read whole.
const STATEMENT_SECONDS = 300;

export function operationRoute({ pool, config, nowMs }: RouteParts): Route {
  return defineRoute({
    method: "get",
    path: "/operations/{id}",
    summary: "One operation over time; its statements are of the last 5 minutes of the window at most",
    needs: "viewer",
    params: z.strictObject({
      id: z.coerce.number().int().min(1).describe("The id of an operation in /operations"),
    }),
    query: z.strictObject(windowQuery),
    answer: operationDetailSchema,
    async run({ params: { id }, query }) {
      const window = resolveWindow(query, nowMs());
      const operations = await operationsById(pool);
      const key = operations.get(id);
      if (key === undefined) {
        throw new MonitorError("NOT_FOUND", `There is no operation ${id}.`, {
          field: "id",
          remedy: "/api/v1/operations lists them.",
        });
      }
      const wantedStep = chartStep(window.seconds);
      const reading = { ...window, by: "operation", operationIds: [id] } as const;
      const [whole, stepped, executions, statements] = await Promise.all([
        readPulses(pool, reading),
        readPulses(pool, { ...reading, stepSeconds: wantedStep }),
        readSlowest(pool, window, operations, id),
        readStatements(pool, window, id),
      ]);
      const grid = fullSteps(stepped, wantedStep, window.to);
      return {
        window: shownWindow(window),
        key,
        thresholds: thresholdsOf(config, key.classification),
        figures: figuresOf(mergeTotals(whole.rows), window.seconds),
        stepSeconds: grid.stepSeconds,
        points: pointsOf(grid, stepped.rows),
        executions,
        ...statements,
      };
    },
  });
}

async function readSlowest(
  pool: Pool,
  window: TimeWindow,
  operations: ReadonlyMap<number, OperationKey>,
  id: number,
): Promise<Execution[]> {
  const rows = await findExecutions(pool, {
    ...window,
    marks: ANY_MARK,
    operationIds: [id],
    outermost: false,
    order: "slowest",
    limit: EXECUTIONS,
  });
  return shownExecutions(pool, rows, operations);
}

async function readStatements(
  pool: Pool,
  { from, to }: TimeWindow,
  operationId: number,
): Promise<Pick<OperationDetail, "statements" | "statementsFrom">> {
  const newest = new Date(to.getTime() - STATEMENT_SECONDS * 1000);
  const since = later(later(from, newest), await readSpanHorizon(pool));
  const rows = await summariseStatements(pool, { from: since, to, operationId });
  const statements = rows.map(({ id, text, count, averageNs, maxNs }) => ({
    id,
    text,
    count,
    averageMs: msOfNs(averageNs),
    maxMs: msOfNs(maxNs),
  }));
  return { statements, statementsFrom: since.toISOString() };
}
