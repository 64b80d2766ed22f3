import { listInstances, readPulses, type InstanceRow } from "@mystocks/store";
import type { Pool } from "pg";
import type { OperationKey, Service } from "./contract.ts";
import { figuresOf, mergeTotals, type Totals } from "./figures.ts";
import type { TimeWindow } from "./window.ts";

const LIVE_SECONDS = 30;
const DAY_MS = 86_400_000;

export interface ServiceParts {
  pool: Pool;
  nowMs: () => number;
}

/** Every service that was ever seen: whether it speaks now, and the figures of its operations in the window. */
export async function readServices(
  { pool, nowMs }: ServiceParts,
  window: TimeWindow,
  operations: ReadonlyMap<number, OperationKey>,
  totals: readonly (Totals & { operationId: number | null })[],
): Promise<Service[]> {
  const now = nowMs();
  const instances = Map.groupBy(await listInstances(pool), ({ service }) => service);
  const lastOperation = await lastOperations(
    pool,
    operations,
    new Date(now - LIVE_SECONDS * 1000),
    new Date(now),
    1,
  );
  const isSilent = (service: string) =>
    lastOperation.get(service) === undefined &&
    !(instances.get(service) ?? []).some((one) => isLive(one, now));
  const silent = [...instances.keys()].filter(isSilent);
  const lastEver = await lastOfSilent(pool, operations, silent, now);
  const byService = Map.groupBy(totals, ({ operationId }) => operations.get(operationId!)?.service);
  return [...instances].map(([service, ofService]) => {
    const live = ofService.filter((one) => isLive(one, now));
    const isService = !silent.includes(service);
    const seen = [
      ...ofService.map(({ lastSeen, firstSeen }) => lastSeen ?? firstSeen),
      lastOperation.get(service),
      lastEver.get(service),
    ];
    return {
      service,
      instances: Math.max(live.length, isService ? 1 : 0),
      language: ofService.findLast(({ language }) => language !== null)?.language ?? null,
      lastSeenAt: new Date(Math.max(...seen.flatMap((time) => time?.getTime() ?? []))).toISOString(),
      state: isService ? "live" : "silent",
      figures: figuresOf(mergeTotals(byService.get(service) ?? []), window.seconds),
    };
  });
}

function isLive({ lastSeen }: InstanceRow, nowMs: number): boolean {
  return lastSeen !== null && nowMs - lastSeen.getTime() <= LIVE_SECONDS * 1000;
}

/** When each service last ran an operation, to the step. */
async function lastOperations(
  pool: Pool,
  operations: ReadonlyMap<number, OperationKey>,
  from: Date,
  to: Date,
  stepSeconds: number,
  operationIds?: number[],
): Promise<Map<string, Date>> {
  const limits = operationIds === undefined ? {} : { operationIds };
  const { rows } = await readPulses(pool, { from, to, by: "operation", stepSeconds, ...limits });
  const last = new Map<string, Date>();
  for (const { operationId, time } of rows) {
    const service = operations.get(operationId!)?.service;
    if (service !== undefined) last.set(service, time);
  }
  return last;
}

/** Of services that don't speak now: to the hour, over the last 14 days. */
async function lastOfSilent(
  pool: Pool,
  operations: ReadonlyMap<number, OperationKey>,
  silent: readonly string[],
  nowMs: number,
): Promise<Map<string, Date>> {
  const ids = [...operations.values()].filter(({ service }) => silent.includes(service)).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  return lastOperations(pool, operations, new Date(nowMs - 14 * DAY_MS), new Date(nowMs), 3600, ids);
}
