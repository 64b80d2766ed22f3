import type { LedgerLine, Pipeline, PipelineHop } from "../contract.ts";
import type { Balance } from "./balance.ts";
import { flowOf, type Flow, type HopReading, type Reading } from "./flow.ts";
import { freshnessNow, freshnessOver } from "./freshness.ts";
import { judge, LIMITS, type Verdict } from "./judge.ts";
import { ledgerOf } from "./ledger.ts";
import { STATES, type HopState } from "./reason.ts";
import { oldestMs, ratePerSecond } from "./waiting.ts";

/** A rate is of so long. */
const RATE_MS = 10_000;
/** States are decided from readings of so long, which is more than any limit. */
const JUDGED_MS = 300_000;

export interface Looked {
  fromMs: number;
  toMs: number;
}

/** The hops as they are now, and the account of a window. There is at least one reading. */
export function pipelineOf(readings: readonly Reading[], { fromMs, toMs }: Looked): Pipeline {
  const now = readings.at(-1)!;
  const recent = readings.filter(({ atMs }) => atMs >= now.atMs - JUDGED_MS);
  const looked = readings.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const [first, last] = [looked[0] ?? now, looked.at(-1) ?? now];
  const verdicts = judge(recent);
  return {
    window: { from: timeOf(first.atMs), to: timeOf(last.atMs), seconds: (last.atMs - first.atMs) / 1000 },
    watchedSince: timeOf(readings[0]!.atMs),
    readAt: timeOf(now.atMs),
    state: worstOf(verdicts),
    hops: verdicts.map((verdict) => hopOf(recent, first, now.hops.get(verdict.hop)!, verdict)),
    freshness: shownFreshness(readings, recent, looked),
    ledger: ledgerOf(looked).map(lineOf),
  };
}

function shownFreshness(
  all: readonly Reading[],
  recent: readonly Reading[],
  looked: readonly Reading[],
): Pipeline["freshness"] {
  const { newestMs, ageMs, isQuiet } = freshnessNow(recent);
  const { p99Ms, stepMs, points } = freshnessOver(all, looked);
  return {
    newestAt: newestMs === null ? null : timeOf(newestMs),
    ageMs,
    p99Ms,
    targetMs: LIMITS.freshMs,
    quiet: isQuiet,
    stepSeconds: stepMs / 1000,
    points: points.map((point) => ({ time: timeOf(point.atMs), ageMs: point.ageMs })),
  };
}

function worstOf(verdicts: readonly Verdict[]): HopState {
  const worst = verdicts.flatMap(({ state }) => (state === "unknown" ? [] : [STATES.indexOf(state)]));
  return worst.length === 0 ? "unknown" : STATES[Math.max(...worst)]!;
}

function hopOf(
  recent: readonly Reading[],
  since: Reading,
  hop: HopReading,
  { state, reason }: Verdict,
): PipelineHop {
  return {
    hop: hop.hop,
    state,
    reason,
    readAt: hop.readAtMs === null ? null : timeOf(hop.readAtMs),
    untold: [...(hop.untold ?? [])],
    flows: hop.flows.map((flow) => shownFlow(recent, since, hop, flow)),
  };
}

function shownFlow(
  recent: readonly Reading[],
  since: Reading,
  { hop }: HopReading,
  flow: Flow,
): PipelineHop["flows"][number] {
  const { signal, unit, held, queue } = flow;
  const rate = (field: "in" | "out" | "refused") =>
    ratePerSecond(recent, RATE_MS, (reading) => flowOf(reading, hop, signal, unit)?.[field]);
  const before = flowOf(since, hop, signal, unit)?.dropped ?? {};
  const waitedMs = oldestMs(recent, hop, flow);
  return {
    signal,
    unit,
    inPerSecond: rate("in"),
    outPerSecond: rate("out"),
    held,
    queue,
    oldestSeconds: waitedMs === null ? null : waitedMs / 1000,
    refusedPerSecond: rate("refused"),
    dropped: countsOf(
      Object.fromEntries(
        Object.entries(flow.dropped).map(([reason, count]) => [reason, count - (before[reason] ?? 0)]),
      ),
    ),
  };
}

function lineOf({ line, fromMs, dropped, ...balance }: Balance): LedgerLine {
  const { from, to, signal, unit } = line;
  const { repeated, heldChange, unaccounted, doubt, why } = balance;
  return {
    from,
    to,
    signal,
    unit,
    since: timeOf(fromMs),
    in: balance.in,
    out: balance.out,
    repeated,
    dropped: countsOf(dropped),
    heldChange,
    unaccounted,
    doubt,
    why,
  };
}

const countsOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => ({ reason, count }));

const timeOf = (ms: number): string => new Date(ms).toISOString();
