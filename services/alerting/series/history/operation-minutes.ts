import { readPulseHistory, type OperationHistory, type PulseFigure } from "@mystocks/store";
import type pg from "pg";
import type { MinuteGrid } from "./minute-grid.ts";
import type { Pacer } from "./pacer.ts";

const SLICE_MS = 86_400_000;
/** Days that are fetched at once. */
const COMING = 2;

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

/** By operation; those that did nothing are left out. */
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

/** Days in their order, the next ones on their way. */
async function* slicesOf({ pool, grid, operationIds, figures }: OperationMinutesParts) {
  const coming: Promise<OperationHistory[]>[] = [];
  let fromMs = grid.fromMs;
  const ask = () => {
    const to = new Date(Math.min(fromMs + SLICE_MS, grid.toMs));
    const slice = readPulseHistory(pool, { from: new Date(fromMs), to, operationIds, figures });
    // Its error is thrown when its turn comes.
    slice.catch(() => {});
    coming.push(slice);
    fromMs = to.getTime();
  };
  for (;;) {
    while (fromMs < grid.toMs && coming.length < COMING) ask();
    const next = coming.shift();
    if (next === undefined) return;
    yield await next;
  }
}
