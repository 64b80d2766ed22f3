import { readPulseHistory, type OperationHistory, type PulseFigure } from "@mystocks/store";
import type pg from "pg";
import type { MinuteGrid } from "./minute-grid.ts";
import type { Pacer } from "./pacer.ts";

const SLICE_MS = 86_400_000;

/** What one operation did in each minute of the grid. */
export interface OperationMinutes {
  /** 1 where anything of it ended. */
  active: Uint8Array;
  /** By figure, as asked for. */
  deltas: readonly Float64Array[];
}

export interface OperationMinutesParts {
  pool: pg.Pool | pg.ClientBase;
  grid: MinuteGrid;
  operationIds: readonly number[];
  figures: readonly PulseFigure[];
  pacer: Pacer;
}

/** By operation; those that did nothing are left out. The next day is fetched while one is added up. */
export async function readOperationMinutes(
  parts: OperationMinutesParts,
): Promise<Map<number, OperationMinutes>> {
  const { grid, figures, pacer } = parts;
  const found = new Map<number, OperationMinutes>();
  for await (const slice of slicesOf(parts)) {
    for (const history of slice) {
      const known = found.get(history.operationId) ?? {
        active: new Uint8Array(grid.minutes),
        deltas: figures.map(() => new Float64Array(grid.minutes)),
      };
      found.set(history.operationId, known);
      addTo(known, history, grid);
      await pacer.rest();
    }
  }
  return found;
}

function addTo({ active, deltas }: OperationMinutes, history: OperationHistory, grid: MinuteGrid): void {
  history.each((timeMs, figures) => {
    const minute = grid.minuteOf(timeMs);
    active[minute] = 1;
    for (let at = 0; at < figures.length; at++) deltas[at]![minute]! += figures[at]!;
  });
}

async function* slicesOf({ pool, grid, operationIds, figures }: OperationMinutesParts) {
  const read = (fromMs: number) => {
    const to = new Date(Math.min(fromMs + SLICE_MS, grid.toMs));
    return readPulseHistory(pool, { from: new Date(fromMs), to, operationIds, figures });
  };
  let next = read(grid.fromMs);
  for (let fromMs = grid.fromMs; fromMs < grid.toMs; fromMs += SLICE_MS) {
    const slice = await next;
    if (fromMs + SLICE_MS < grid.toMs) next = read(fromMs + SLICE_MS);
    // Its error is thrown above, when its turn comes.
    next.catch(() => {});
    yield slice;
  }
}
