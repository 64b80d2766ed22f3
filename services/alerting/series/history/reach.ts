import type { LeafSelector } from "@mystocks/promql";

/** An instant selector finds the newest sample of so long. */
const LOOKBACK_MS = 5 * 60_000;

/** What a selector reads for a judgement: the time from `offsetMs + reachMs` before it up to `offsetMs` before it. */
export interface Reach {
  offsetMs: number;
  reachMs: number;
}

/** `fromMs`, `toMs`: the first and the last judgement; a fixed time is read for all of them. */
export function reachOf(leaf: LeafSelector, { fromMs, toMs }: { fromMs: number; toMs: number }): Reach {
  const offsetMs = leaf.offsetMs + leaf.enclosingOffsetMs;
  const reachMs = (leaf.rangeMs === 0 ? LOOKBACK_MS : leaf.rangeMs) + leaf.enclosingRangeMs;
  if (leaf.at === undefined) return { offsetMs, reachMs };
  const fixedMs = leaf.at === "start" ? fromMs : leaf.at === "end" ? toMs : leaf.at;
  return { offsetMs: Math.min(offsetMs, 0), reachMs: Math.max(0, toMs - fixedMs) + offsetMs + reachMs };
}
