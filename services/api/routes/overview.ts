import { defineRoute, type Route } from "@mystocks/runtime";
import { findExecutions, readPulses, type PulseRow } from "@mystocks/store";
import type { Pool } from "pg";
import { z } from "zod";
import { overviewSchema, type Execution, type OperationKey, type Overview } from "../contract.ts";
import { ANY_MARK, shownExecutions } from "../executions.ts";
import { figuresOf, fullSteps, mergeTotals, pointsOf, rowsByStep, type Grid } from "../figures.ts";
import { operationsById } from "../operations.ts";
import type { RouteParts } from "../parts.ts";
import { readCaches, readPoolsAndHealth } from "../resources.ts";
import { readServices } from "../services.ts";
import {
  chartStep,
  resolveWindow,
  shownWindow,
  windowBefore,
  windowQuery,
  type TimeWindow,
} from "../window.ts";

const SLOWEST = 10;
const LOAD_OPERATIONS = 5;

export function overviewRoute(parts: RouteParts): Route {
  const { pool, nowMs, sample } = parts;
  return defineRoute({
    method: "get",
    path: "/overview",
    summary:
      "Everything at one glance: figures, chart, load, slowest executions, services, pools, caches, health",
    needs: "viewer",
    params: z.strictObject({}),
    query: z.strictObject(windowQuery),
    answer: overviewSchema,
    async run({ query }) {
      const window = resolveWindow(query, nowMs());
      const operations = await operationsById(pool);
      const [byOperation, before, stepped, slowest, caches, poolsAndHealth] = await Promise.all([
        readPulses(pool, { ...window, by: "operation", totalsOnly: true }),
        readPulses(pool, { ...windowBefore(window), by: "total", totalsOnly: true }),
        readPulses(pool, {
          ...window,
          by: "total",
          totalsOnly: true,
          stepSeconds: chartStep(window.seconds),
        }),
        readSlowest(pool, window, operations),
        readCaches(pool, window),
        readPoolsAndHealth(pool),
      ]);
      const grid = fullSteps(stepped, chartStep(window.seconds), window.to);
      return {
        window: shownWindow(window),
        figures: figuresOf(mergeTotals(byOperation.rows), window.seconds),
        before: figuresOf(mergeTotals(before.rows), window.seconds),
        stepSeconds: grid.stepSeconds,
        points: pointsOf(grid, stepped.rows),
        load: await readLoad(pool, grid, byOperation.rows, stepped.rows, operations),
        slowest,
        services: await readServices(parts, window, operations, byOperation.rows),
        caches,
        ...poolsAndHealth,
        sample: sample ?? null,
      };
    },
  });
}

async function readSlowest(
  pool: Pool,
  window: TimeWindow,
  operations: ReadonlyMap<number, OperationKey>,
): Promise<Execution[]> {
  const rows = await findExecutions(pool, {
    ...window,
    marks: ANY_MARK,
    outermost: true,
    order: "slowest",
    limit: SLOWEST,
  });
  return shownExecutions(pool, rows, operations);
}

/** Seconds of work a second, of the operations that take most time and, as key null, of all the others. */
async function readLoad(
  pool: Pool,
  grid: Grid,
  byOperation: readonly PulseRow[],
  all: readonly PulseRow[],
  operations: ReadonlyMap<number, OperationKey>,
): Promise<Overview["load"]> {
  if (byOperation.length === 0) return [];
  const largest = byOperation.toSorted((a, b) => b.sumSeconds - a.sumSeconds).slice(0, LOAD_OPERATIONS);
  const operationIds = largest.map(({ operationId }) => operationId!);
  const { rows } = await readPulses(pool, {
    from: grid.from,
    to: new Date(grid.from.getTime() + grid.steps * grid.stepSeconds * 1000),
    by: "operation",
    operationIds,
    totalsOnly: true,
    stepSeconds: grid.stepSeconds,
  });
  const own = Map.groupBy(rows, ({ operationId }) => operationId);
  const load = operationIds.map((id) => ({
    key: operations.get(id)!,
    values: loadOf(grid, own.get(id) ?? []),
  }));
  if (byOperation.length <= LOAD_OPERATIONS) return load;
  const rest = loadOf(grid, all).map((total, step) =>
    Math.max(0, total - load.reduce((sum, { values }) => sum + values[step]!, 0)),
  );
  return [...load, { key: null, values: rest }];
}

function loadOf(grid: Grid, rows: readonly PulseRow[]): number[] {
  return rowsByStep(grid, rows).map(({ sumSeconds }) => sumSeconds / grid.stepSeconds);
}
