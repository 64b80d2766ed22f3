import { ExponentialHistogram } from "@mystocks/histogram";
import type { Matcher } from "@mystocks/promql";
import { readPulseHistory } from "@mystocks/store";
import type pg from "pg";
import { MINUTE_MS, MinuteGrid } from "./history/minute-grid.ts";
import { readPastOperations, type PastOperation } from "./history/operation-history.ts";
import { Pacer } from "./history/pacer.ts";
import { SketchMinutes } from "./history/sketch-minutes.ts";
import { readPastSampled, type PastSampled } from "./history/sampled-history.ts";
import type { LiveStore } from "./live-store.ts";
import { COARSE, FINE } from "./tiers.ts";

/** How far back a metric is read. */
export interface Read {
  matchers: readonly Matcher[];
  ageMs: number;
}

export interface RefillPastParts {
  client: pg.ClientBase;
  store: LiveStore;
  reads: readonly Read[];
  /** A whole minute, from which on the store gets every second. */
  untilMs: number;
}

/** Minutes of sketches that are fetched at once. */
const SLICE_MS = 60 * MINUTE_MS;

/** The coarse tiers of what rules read of longer ago than the fine one reaches, and where its counters go on from. */
export async function refillPast({ client, store, reads, untilMs }: RefillPastParts): Promise<void> {
  const long = reads.filter(({ ageMs }) => ageMs > FINE.keptMs);
  if (long.length === 0) return;
  const backMs = Math.min(Math.max(...long.map(({ ageMs }) => ageMs)), COARSE.at(-1)!.keptMs);
  const parts = {
    pool: client,
    grid: new MinuteGrid(untilMs - backMs, untilMs),
    asked: long.map(({ matchers, ageMs }) => ({ matchers, offsetMs: 0, reachMs: ageMs })),
    pacer: new Pacer(),
  };
  const operations = (await readPastOperations(parts)).filter(({ presence }) => presence.stale?.at(-1) !== 1);
  const totals = await refillSketches({ ...parts, store, operations });
  for (const one of operations) resumeOperation(store, one, parts.grid, totals.get(one.operation.id));
  for (const one of await readPastSampled(parts)) resumeSampled(store, one, parts.grid);
}

/** What came before the last time that it had ended is forgotten, as it is live. */
const firstOf = ({ presence: { first, stale } }: Pick<PastOperation, "presence">) =>
  Math.max(first, (stale?.lastIndexOf(1) ?? -1) + 1);

function resumeOperation(
  store: LiveStore,
  past: PastOperation,
  { times }: MinuteGrid,
  histogram = new ExponentialHistogram(),
): void {
  const series = store.operation(past.operation);
  const last = new Map(
    past.counters.flatMap(({ labels }, counter) => {
      const floats = series.counter(labels);
      if (floats === undefined) return [];
      const totals = past.totals[counter]!;
      for (let at = firstOf(past); at < times.length; at++) floats.refillAt(times[at]!, totals[at]!);
      return [[floats, totals.at(-1)!] as const];
    }),
  );
  series.resume(times.at(-1)! - FINE.stepMs, histogram, last);
  series.lastPulseMs = times[past.lastActive + 1]! - FINE.stepMs;
}

/** Minute after minute; resolves to all that came of each operation. */
async function refillSketches({
  pool,
  store,
  grid,
  operations,
  pacer,
}: {
  pool: pg.ClientBase;
  store: LiveStore;
  grid: MinuteGrid;
  operations: readonly PastOperation[];
  pacer: Pacer;
}): Promise<Map<number, ExponentialHistogram>> {
  const wanted = operations.filter(({ sketches }) => sketches.length > 0);
  const totals = new Map(wanted.map(({ operation }) => [operation.id, new ExponentialHistogram()]));
  if (wanted.length === 0) return totals;
  for (let fromMs = grid.fromMs; fromMs < grid.toMs; fromMs += SLICE_MS) {
    const toMs = Math.min(fromMs + SLICE_MS, grid.toMs);
    const found = await readPulseHistory(pool, {
      from: new Date(fromMs),
      to: new Date(toMs),
      operationIds: [...totals.keys()],
      figures: [],
      withSketches: true,
    });
    const byId = new Map(found.map((history) => [history.operationId, history]));
    for (const one of wanted) {
      const sketches = new SketchMinutes();
      const history = byId.get(one.operation.id);
      history?.each((timeMs, _, start, end) =>
        sketches.put(grid.minuteOf(timeMs), history.bytes, start, end),
      );
      const total = totals.get(one.operation.id)!;
      const { duration } = store.operation(one.operation);
      for (let at = grid.minuteOf(fromMs); at < grid.minuteOf(toMs); at++) {
        sketches.take(at, (bytes, start, end) => total.mergeEncoded(bytes, start, end));
        if (at + 1 >= firstOf(one)) duration.refill(grid.times[at + 1]!, total);
      }
      await pacer.rest();
    }
  }
  return totals;
}

/** Of a histogram its count and sum. */
function resumeSampled(store: LiveStore, { listed, minutes }: PastSampled, { times }: MinuteGrid): void {
  const carried = minutes.carried();
  if (carried === undefined) return;
  const { values, sums, presence } = carried;
  const sampled = store.sampled(listed);
  for (let at = presence.first; at < times.length; at++) {
    const isStale = presence.stale?.[at] === 1;
    if ("refillAt" in sampled.series) sampled.series.refillAt(times[at]!, values[at]!, isStale);
    else {
      sampled.series.count.refillAt(times[at]!, values[at]!, isStale);
      sampled.series.sum.refillAt(times[at]!, sums[at]!, isStale);
    }
  }
  sampled.resume(minutes.lastMs);
}
