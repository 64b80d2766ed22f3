import type { Matcher } from "./matcher.ts";

/** Type of what an expression gives. */
export type ValueType = "scalar" | "string" | "vector" | "matrix";

export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;
type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "^" | "atan2";
type ComparisonOperator = "==" | "!=" | ">" | "<" | ">=" | "<=";
type SetOperator = "and" | "or" | "unless";

export type Span = { from: number; to: number };

/** `@ time` in milliseconds since 1970, or `@ start()`, `@ end()`. */
export type AtModifier = number | "start" | "end";

type NumberNode = Span & { kind: "number"; value: number; isDuration: boolean };
type StringNode = Span & { kind: "string"; value: string };
type ParenNode = Span & { kind: "paren"; inner: Node };
export type UnaryNode = Span & { kind: "unary"; operator: "+" | "-"; operand: Node };
/** `metricName` is the name written before or inside the braces; it is among the matchers too. */
export type SelectorNode = Span & {
  kind: "selector";
  metricName: string | undefined;
  matchers: readonly Matcher[];
  offsetMs: number;
  at: AtModifier | undefined;
};
export type RangeNode = Span & { kind: "range"; selector: SelectorNode; rangeMs: number };
export type SubqueryNode = Span & {
  kind: "subquery";
  inner: Node;
  rangeMs: number;
  /** undefined: the default step. */
  stepMs: number | undefined;
  offsetMs: number;
  at: AtModifier | undefined;
};
export type CallNode = Span & { kind: "call"; name: string; arguments: readonly Node[] };
export type AggregationNode = Span & {
  kind: "aggregation";
  operator: string;
  parameter: Node | undefined;
  inner: Node;
  grouping: readonly string[];
  without: boolean;
  /** Whether `by` or `without` was written: `sum by () (m)` is not formatted as `sum(m)`. */
  isGrouped: boolean;
};
type Cardinality = "one-to-one" | "many-to-one" | "one-to-many" | "many-to-many";
export type Matching = {
  cardinality: Cardinality;
  on: boolean;
  labels: readonly string[];
  /** Labels of the one side that the result takes over. */
  include: readonly string[];
};
export type BinaryNode = Span & {
  kind: "binary";
  operator: BinaryOperator;
  left: Node;
  right: Node;
  bool: boolean;
  /** undefined unless both sides are vectors. */
  matching: Matching | undefined;
};

export type Node =
  | NumberNode
  | StringNode
  | ParenNode
  | UnaryNode
  | SelectorNode
  | RangeNode
  | SubqueryNode
  | CallNode
  | AggregationNode
  | BinaryNode;
