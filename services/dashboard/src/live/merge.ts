import type { Execution, Point } from "@mystocks/api";
import type {
  LiveExecution,
  LiveFigures,
  OperationData,
  OperationsData,
  OverviewData,
  SecondPoint,
} from "@mystocks/realtime";

/** Seconds a page holds; the server's snapshot has as many. */
const KEPT_SECONDS = 900;
const KEPT_EXECUTIONS = 50;

export type LiveFeed = Pick<OperationData & OverviewData, "storedAtMs" | "figures" | "points" | "executions">;
export type LiveTable = { storedAtMs: number; byId: ReadonlyMap<number, LiveFigures> };

/** A later message of a second replaces the earlier one; seconds stay in order. */
export function mergeFeed(held: LiveFeed | undefined, message: LiveFeed): LiveFeed {
  if (held === undefined) return message;
  return {
    storedAtMs: Math.max(held.storedAtMs, message.storedAtMs),
    figures: message.figures,
    points: mergeSeconds(held.points, message.points),
    executions: mergeLiveExecutions(held.executions, message.executions),
  };
}

export function mergeSeconds(held: readonly SecondPoint[], changed: readonly SecondPoint[]): SecondPoint[] {
  const bySecond = new Map(held.map((point) => [point.second, point]));
  for (const point of changed) bySecond.set(point.second, point);
  return [...bySecond.values()].toSorted((a, b) => a.second - b.second).slice(-KEPT_SECONDS);
}

function mergeLiveExecutions(
  held: readonly LiveExecution[],
  news: readonly LiveExecution[],
): LiveExecution[] {
  const known = new Set(held.map(({ spanId }) => spanId));
  return [...news.filter(({ spanId }) => !known.has(spanId)), ...held]
    .toSorted((a, b) => b.endedAtMs - a.endedAtMs)
    .slice(0, KEPT_EXECUTIONS);
}

export function mergeTable(held: LiveTable | undefined, message: OperationsData): LiveTable {
  const byId = new Map(held?.byId);
  for (const { id, figures } of message.operations) byId.set(id, figures);
  return { storedAtMs: Math.max(held?.storedAtMs ?? 0, message.storedAtMs), byId };
}

/** One value of a chart. Counts are per second, so that steps of any length stand on one axis. */
export type ChartPoint = {
  second: number;
  ratePerSecond: number;
  errorsPerSecond: number;
  slowPerSecond: number;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
};

/** REST for the window, the socket for the seconds after its last whole step. */
export function joinPoints(
  points: readonly Point[],
  stepSeconds: number,
  live: readonly SecondPoint[],
): ChartPoint[] {
  const stored = points.map((point) => chartPoint(Date.parse(point.time) / 1000, stepSeconds, point));
  const last = stored.at(-1);
  const after = last === undefined ? 0 : last.second + stepSeconds;
  const recent = live
    .filter(({ second }) => second >= after)
    .map((point) => chartPoint(point.second, 1, point));
  return [...stored, ...recent];
}

type Counted = Omit<SecondPoint, "second">;

function chartPoint(second: number, stepSeconds: number, point: Counted): ChartPoint {
  return {
    second,
    ratePerSecond: point.count / stepSeconds,
    errorsPerSecond: point.errors / stepSeconds,
    slowPerSecond: point.overWarning / stepSeconds,
    p50Ms: point.p50Ms,
    p95Ms: point.p95Ms,
    p99Ms: point.p99Ms,
    maxMs: point.maxMs,
  };
}

export type Counts = { count: number; errors: number; overWarning: number; overCritical: number };

/** Counts of a REST window together with the live seconds that began at its end or later. */
export function addSince(window: Counts, toMs: number, live: readonly SecondPoint[]): Counts {
  const total = { ...window };
  for (const point of live) {
    if (point.second * 1000 < toMs) continue;
    total.count += point.count;
    total.errors += point.errors;
    total.overWarning += point.overWarning;
    total.overCritical += point.overCritical;
  }
  return total;
}

/** One execution as pages show it, from REST or from the socket. */
export type ShownExecution = {
  traceId: string;
  spanId: string;
  endedAtMs: number;
  durationMs: number;
  level: Execution["level"];
  failed: boolean;
  error: string | null;
  rows: number | null;
  operationId: number;
  operation: string;
  service: string;
  where: string;
  statement: string | null;
};

/** REST knows more of an execution than the socket, so it wins where both have it. */
export function joinExecutions(
  stored: readonly Execution[],
  live: readonly LiveExecution[],
): ShownExecution[] {
  const known = new Map(live.map((execution) => [execution.spanId, fromLive(execution)]));
  for (const execution of stored) known.set(execution.spanId, fromStored(execution));
  return [...known.values()];
}

function fromStored(execution: Execution): ShownExecution {
  const { traceId, spanId, durationMs, level, failed, error, rows, statement, operation } = execution;
  return {
    traceId,
    spanId,
    durationMs,
    level,
    failed,
    error,
    rows,
    statement,
    endedAtMs: Date.parse(execution.endedAt),
    operationId: operation.id,
    operation: operation.operation,
    service: operation.service,
    where: placeOf(operation),
  };
}

function fromLive(execution: LiveExecution): ShownExecution {
  return { ...execution, error: null, rows: null, statement: null, where: "" };
}

/** DAILY_KLINE · PostgreSQL · daily_kline, without what is not known. */
export function placeOf(key: Execution["operation"]): string {
  return [key.classification, databaseName(key.databaseSystem), key.collection].filter(Boolean).join(" · ");
}

const DATABASE_NAMES: Record<string, string> = {
  postgresql: "PostgreSQL",
  tdengine: "TDengine",
  mysql: "MySQL",
  redis: "Redis",
};

function databaseName(system: string): string {
  return DATABASE_NAMES[system.toLowerCase()] ?? system;
}
