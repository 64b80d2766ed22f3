import type pg from "pg";
import { whileHorizonsStand } from "./horizons.ts";
import { PackedRows } from "./packed-rows.ts";
import { pulseRowsOf } from "./pulse-statement.ts";
import { cutWindow } from "./pulse-window.ts";

/** Whole numbers; `sumNs` are nanoseconds. */
const COLUMNS = {
  count: "count",
  errors: "errors",
  overWarning: "over_warning",
  overCritical: "over_critical",
  rows: "rows",
  bytes: "bytes",
  sumNs: "sum_ns::bigint",
} as const;

/** What a pulse counts. */
export type PulseFigure = keyof typeof COLUMNS;

export interface PulseHistoryQuery {
  /** Whole minutes. What is older than the minutes that the store keeps is left out. */
  from: Date;
  to: Date;
  operationIds: readonly number[];
  figures: readonly PulseFigure[];
  withSketches?: boolean;
}

/**
 * What one operation did within one minute, or a part of it: a minute may come in several rows, in no order. `timeMs` is
 * the row's second or the start of its minute; `figures`, as asked for, are good until the next row; an
 * encoded ExponentialHistogram lies in `bytes` from `start` up to and without `end`, nothing when not asked for.
 */
export type VisitPulses = (timeMs: number, figures: Float64Array, start: number, end: number) => void;

export interface OperationHistory {
  operationId: number;
  bytes: Uint8Array;
  each(visit: VisitPulses): void;
}

/** Pulses in minutes over days, each counted once; operations that did nothing are left out. */
export async function readPulseHistory(
  pool: pg.Pool | pg.ClientBase,
  { from, to, operationIds, figures, withSketches = false }: PulseHistoryQuery,
): Promise<OperationHistory[]> {
  const wanted = { from: from.getTime() / 1000, to: to.getTime() / 1000 };
  const packed = [
    "timestamptz_send(bucket)",
    ...figures.map((figure) => `int8send(${COLUMNS[figure]})`),
    ...(withSketches ? ["int4send(length(sketch))", "sketch"] : []),
  ].join(" || ");
  const stored = await whileHorizonsStand(pool, async (horizons) => {
    const values: unknown[] = [operationIds];
    const bind = (value: unknown) => `$${values.push(value)}`;
    const first = Math.max(wanted.from, Math.ceil(horizons["1m"] / 60) * 60);
    if (first >= wanted.to) return [];
    const window = cutWindow({ from: first, to: wanted.to }, 60, horizons);
    const { rows } = await pool.query<{ operationId: number; packed: Uint8Array }>(
      `
SELECT operation_id AS "operationId", string_agg(${packed}, ''::bytea) AS packed
FROM (
${pulseRowsOf(window, bind)}
) AS pulses
WHERE operation_id = ANY($1::integer[])
GROUP BY operation_id`,
      values,
    );
    return rows;
  });
  return stored.map((row) => ({
    operationId: row.operationId,
    bytes: row.packed,
    each: (visit) => unpack(row.packed, figures.length, withSketches, visit),
  }));
}

function unpack(bytes: Uint8Array, figureCount: number, withSketches: boolean, visit: VisitPulses): void {
  const rows = new PackedRows(bytes);
  const figures = new Float64Array(figureCount);
  while (!rows.isAtEnd) {
    const timeMs = rows.time();
    for (let at = 0; at < figureCount; at++) figures[at] = rows.int8();
    visit(timeMs, figures, withSketches ? rows.skipBytes() : rows.at, rows.at);
  }
}
