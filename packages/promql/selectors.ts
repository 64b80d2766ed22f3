import type { AtModifier, Node, SelectorNode } from "./ast.ts";
import type { Expression } from "./expression.ts";
import type { Matcher } from "./matcher.ts";
import { positionOf } from "./promql-error.ts";
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

type Enclosing = { rangeMs: number; offsetMs: number };

/** The leaves in the order they are written. */
export function selectorsOf(expression: Expression): LeafSelector[] {
  return [...leaves(expression.root, { rangeMs: 0, offsetMs: 0 })];

  function* leaves(node: Node, around: Enclosing): Generator<LeafSelector> {
    if (node.kind === "selector") yield leaf(node, 0, around);
    else if (node.kind === "range") yield leaf(node.selector, node.rangeMs, around);
    else {
      const inside = node.kind === "subquery" ? widened(around, node) : around;
      for (const child of childNodes(node)) yield* leaves(child, inside);
    }
  }

  function leaf(node: SelectorNode, rangeMs: number, around: Enclosing): LeafSelector {
    const named = node.matchers.find(({ name, operator }) => name === "__name__" && operator === "=");
    return {
      matchers: node.matchers,
      metricName: named?.value,
      rangeMs,
      offsetMs: node.offsetMs,
      at: node.at,
      enclosingRangeMs: around.rangeMs,
      enclosingOffsetMs: around.offsetMs,
      position: positionOf(expression.text, node.from, node.to),
    };
  }
}

function widened(around: Enclosing, { rangeMs, offsetMs }: Enclosing): Enclosing {
  return { rangeMs: around.rangeMs + rangeMs, offsetMs: around.offsetMs + offsetMs };
}

export function childNodes(node: Node): readonly Node[] {
  switch (node.kind) {
    case "number":
    case "string":
    case "selector":
      return [];
    case "range":
      return [node.selector];
    case "paren":
    case "subquery":
      return [node.inner];
    case "unary":
      return [node.operand];
    case "call":
      return node.arguments;
    case "aggregation":
      return node.parameter === undefined ? [node.inner] : [node.parameter, node.inner];
    case "binary":
    default:
      return [node.left, node.right];
  }
}
