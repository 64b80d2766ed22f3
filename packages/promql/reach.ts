import type { AtModifier, SelectorNode, SubqueryNode } from "./ast.ts";
import type { Bounds, Run } from "./run.ts";

/** `@` in milliseconds; undefined without one. */
export function fixedTime(at: AtModifier | undefined, { startMs, endMs }: Bounds): number | undefined {
  if (at === "start") return startMs;
  return at === "end" ? endMs : at;
}

/**
 * All times a selector can read in a run: those of the run, moved and widened by each subquery around it (outermost
 * first), its own offset, and its range or the lookback.
 */
export function reachOf(
  selector: SelectorNode,
  rangeMs: number | undefined,
  enclosing: readonly SubqueryNode[],
): (run: Run) => Bounds {
  return (run) => {
    let { startMs, endMs } = run.bounds;
    for (const { at, offsetMs, rangeMs: width } of enclosing) {
      const fixed = fixedTime(at, run.bounds);
      startMs = (fixed ?? startMs) - offsetMs - width;
      endMs = (fixed ?? endMs) - offsetMs;
    }
    const fixed = fixedTime(selector.at, run.bounds);
    startMs = (fixed ?? startMs) - selector.offsetMs - (rangeMs ?? run.lookbackMs);
    endMs = (fixed ?? endMs) - selector.offsetMs;
    return { startMs: run.isClosed ? startMs : startMs + 1, endMs };
  };
}
