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
