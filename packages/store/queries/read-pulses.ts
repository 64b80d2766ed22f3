import type { ExponentialHistogram } from "@mystocks/histogram";
import type pg from "pg";
import { pulseStatement } from "./pulse-statement.ts";
import { cutWindow } from "./pulse-window.ts";
import { whileHorizonsStand } from "./horizons.ts";
import { mergeSketchList } from "./sketch-list.ts";

export interface PulseQuery {
  from: Date;
  to: Date;
  /** One row a group and step, widened to whole minutes or hours; without it one row a group. */
  stepSeconds?: number;
  by: "operation" | "total";
  /** Only these operations; without it all. */
  operationIds?: readonly number[];
  /** Leaves out database operations inside a tracked one, so that each counts once. */
  totalsOnly?: boolean;
}

export interface PulseRow {
  /** Null by total. */
  operationId: number | null;
  /** Start of the step, or of the window. */
  time: Date;
  count: number;
  errors: number;
  overWarning: number;
  overCritical: number;
  rows: number;
  bytes: number;
  sumSeconds: number;
  maxSeconds: number;
  histogram: ExponentialHistogram;
}

/** As really read: older windows and windows with a step reach out to the next full bucket or step. */
export interface PulseAnswer {
  from: Date;
  to: Date;
  stepSeconds: number | undefined;
  /** By time, then operation; no row for a group or step in which nothing ran. */
  rows: PulseRow[];
}

interface StoredRow extends Omit<PulseRow, "operationId" | "time" | "histogram"> {
  operation_id: number | null;
  time: number | null;
  over_warning: number;
  over_critical: number;
  sum_seconds: number;
  max_seconds: number;
  sketches: Uint8Array;
}

/** Figures of a window of event time, from the coarsest tiers that fit it, each pulse counted once. */
export async function readPulses(pool: pg.Pool | pg.ClientBase, query: PulseQuery): Promise<PulseAnswer> {
  const wanted = { from: query.from.getTime() / 1000, to: query.to.getTime() / 1000 };
  return whileHorizonsStand(pool, async (horizons) => {
    const window = cutWindow(wanted, query.stepSeconds, horizons);
    const { text, values } = pulseStatement(window, {
      by: query.by,
      operationIds: query.operationIds,
      totalsOnly: query.totalsOnly ?? false,
    });
    const { rows } = await pool.query<StoredRow>(text, values);
    const { from, to } = window.ranges["1s"];
    return {
      from: new Date(from * 1000),
      to: new Date(to * 1000),
      stepSeconds: window.stepSeconds,
      rows: rows.map((row) => pulseRow(row, from)),
    };
  });
}

function pulseRow(row: StoredRow, windowFrom: number): PulseRow {
  return {
    operationId: row.operation_id,
    time: new Date((row.time ?? windowFrom) * 1000),
    count: row.count,
    errors: row.errors,
    overWarning: row.over_warning,
    overCritical: row.over_critical,
    rows: row.rows,
    bytes: row.bytes,
    sumSeconds: row.sum_seconds,
    maxSeconds: row.max_seconds,
    histogram: mergeSketchList(row.sketches),
  };
}
