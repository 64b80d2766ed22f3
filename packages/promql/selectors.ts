import type { Expression } from "./expression.ts";
import type { AtModifier } from "./ast.ts";
import type { Matcher } from "./matcher.ts";
import type { Position } from "./promql-error.ts";

/** A leaf of an expression: which series it reads, and how far around the evaluated time. */
export type LeafSelector = {
  matchers: readonly Matcher[];
  /** The name when the selector pins it by equality. */
  metricName: string | undefined;
  /** 0 for an instant selector, whose reach is the lookback. */
  rangeMs: number;
  /** Its own; negative reads ahead. */
  offsetMs: number;
  at: AtModifier | undefined;
  /** Range and offset of the subqueries around it, added up: it is read over so much more time. */
  enclosingRangeMs: number;
  enclosingOffsetMs: number;
  position: Position;
};

/** The leaves in the order they are written. */
export function selectorsOf(expression: Expression): LeafSelector[] {
  throw new Error(`not ready: ${expression.text}`);
}
