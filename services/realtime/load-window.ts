import { inTransaction, findExecutions, readOperations, readPulses, type PulseRow } from "@mystocks/store";
import type { MonitorConfig } from "@mystocks/runtime";
import type pg from "pg";
import { executionOfRow } from "./executions.ts";
import { AHEAD_SECONDS, LiveWindow, WINDOW_SECONDS } from "./live-window.ts";
import { FIGURE_SECONDS, type TallyPart } from "./tally.ts";

export interface LoadedWindow {
  window: LiveWindow;
  /** By `source/partition`: pulses up to this sequence are in the window. */
  sequences: Map<string, number>;
}

const SLOW_OR_FAILED = 7;
const ANY_MARK = 15;
const OVERVIEW_EXECUTIONS = 20;
const OPERATION_EXECUTIONS = 500;

/**
 * The live window as the store has it: 15 minutes in total, a minute per operation. Figures and sequences are of
 * one snapshot, so that every pulse is either in it or above its source's sequence, never both.
 */
export async function loadWindow(pool: pg.Pool, config: MonitorConfig, nowMs: number): Promise<LoadedWindow> {
  const window = new LiveWindow({ mostOperations: 2 * config.limits.operations });
  const nowSecond = Math.floor(nowMs / 1000);
  const { sequences, storedAtMs, totals, operations } = await readSnapshot(pool, nowSecond);
  window.storedAt(storedAtMs);
  for (const row of totals) window.addToTotal(secondOf(row), partOf(row), nowSecond);
  for (const row of operations)
    window.addToOperation(row.operationId!, secondOf(row), partOf(row), nowSecond);
  await loadExecutions(pool, config, window, nowSecond);
  return { window, sequences };
}

async function readSnapshot(pool: pg.Pool, nowSecond: number) {
  return inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows: sources } = await client.query<{
      key: string;
      sequence: number;
      stored_at: number | null;
    }>(`
      SELECT s.source || '/' || s.partition AS key, s.sequence::float8 AS sequence,
        extract(epoch FROM (
          SELECT max(b.observed_at) FROM telemetry.pulse_batch b
          WHERE b.source_id = s.source_id AND b.sequence = s.sequence))::float8 * 1000 AS stored_at
      FROM telemetry.source s`);
    const to = atSecond(nowSecond + AHEAD_SECONDS);
    const query = { to, stepSeconds: 1 };
    const totals = await readPulses(client, {
      ...query,
      from: atSecond(nowSecond - WINDOW_SECONDS + 1),
      by: "total",
      totalsOnly: true,
    });
    const operations = await readPulses(client, {
      ...query,
      from: atSecond(nowSecond - FIGURE_SECONDS + 1),
      by: "operation",
    });
    return {
      sequences: new Map(sources.map(({ key, sequence }) => [key, sequence])),
      storedAtMs: Math.max(0, ...sources.map(({ stored_at }) => stored_at ?? 0)),
      totals: totals.rows,
      operations: operations.rows,
    };
  });
}

async function loadExecutions(
  pool: pg.Pool,
  config: MonitorConfig,
  window: LiveWindow,
  nowSecond: number,
): Promise<void> {
  const known = new Map((await readOperations(pool)).map((operation) => [operation.id, operation]));
  const query = {
    from: atSecond(nowSecond - WINDOW_SECONDS),
    to: atSecond(nowSecond + AHEAD_SECONDS),
    order: "newest" as const,
  };
  const inOverview = { ...query, marks: SLOW_OR_FAILED, outermost: true, limit: OVERVIEW_EXECUTIONS };
  const inOperations = { ...query, marks: ANY_MARK, outermost: false, limit: OPERATION_EXECUTIONS };
  for (const row of await findExecutions(pool, inOverview)) {
    const operation = known.get(row.operationId);
    if (operation !== undefined) window.addExecution(executionOfRow(row, operation, config), true);
  }
  for (const row of await findExecutions(pool, inOperations)) {
    const operation = known.get(row.operationId);
    if (operation !== undefined) window.addExecution(executionOfRow(row, operation, config), false);
  }
}

const atSecond = (second: number) => new Date(second * 1000);
const secondOf = ({ time }: PulseRow) => Math.floor(time.getTime() / 1000);

function partOf({ count, errors, overWarning, overCritical, maxSeconds, histogram }: PulseRow): TallyPart {
  return { count, errors, overWarning, overCritical, maxSeconds, sketch: histogram.encode() };
}
