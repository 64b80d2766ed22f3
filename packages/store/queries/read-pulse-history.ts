import type pg from "pg";
import { whileHorizonsStand } from "./horizons.ts";
import { PackedRows } from "./packed-rows.ts";
import { pulseRowsOf } from "./pulse-statement.ts";
import { cutWindow } from "./pulse-window.ts";

/** What a pulse counts, as integers; `sum_ns` is nanoseconds. */
export type PulseFigure = "count" | "errors" | "over_warning" | "over_critical" | "rows" | "bytes" | "sum_ns";

export interface PulseHistoryQuery {
  /** Whole minutes. What is older than the minutes that the store keeps is left out. */
  from: Date;
  to: Date;
  operationIds: readonly number[];
  figures: readonly PulseFigure[];
  withSketches?: boolean;
}

/** What one operation did within one minute, or a part of it: a minute may come in several rows, in no order. */
export interface PulseHistoryRow {
  /** The row's second, or the start of its minute, in Unix milliseconds. */
  timeMs: number;
  /** As asked for. */
  figures: readonly number[];
  /** An encoded ExponentialHistogram; empty when not asked for. */
  sketch: Uint8Array;
}

export interface OperationHistory {
  operationId: number;
  rows(): Iterable<PulseHistoryRow>;
}

const NONE = new Uint8Array(0);

/** Pulses in minutes over days, each counted once; operations that did nothing are left out. */
export async function readPulseHistory(
  pool: pg.Pool | pg.ClientBase,
  { from, to, operationIds, figures, withSketches = false }: PulseHistoryQuery,
): Promise<OperationHistory[]> {
  const wanted = { from: from.getTime() / 1000, to: to.getTime() / 1000 };
  const packed = [
    "timestamptz_send(bucket)",
    ...figures.map((figure) => `int8send(${figure}${figure === "sum_ns" ? "::bigint" : ""})`),
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
    rows: () => unpacked(row.packed, figures.length, withSketches),
  }));
}

function* unpacked(bytes: Uint8Array, figureCount: number, withSketches: boolean): Iterable<PulseHistoryRow> {
  const rows = new PackedRows(bytes);
  while (!rows.isAtEnd) {
    const timeMs = rows.time();
    const figures = Array.from({ length: figureCount }, () => rows.int8());
    yield { timeMs, figures, sketch: withSketches ? rows.bytes() : NONE };
  }
}
