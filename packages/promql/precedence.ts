import type { BinaryOperator, Matching, Node, Span } from "./ast.ts";

/** A binary operator as it stands in the text, with what is written behind it. */
export type OperatorItem = Span & {
  kind: "operator";
  operator: BinaryOperator;
  bool: boolean;
  /** undefined when no `on` or `ignoring` is written. */
  matching: Matching | undefined;
};
type SignItem = Span & { kind: "sign"; operator: "+" | "-" };
type OperandItem = { kind: "operand"; node: Node };
/** One of the parts between parentheses and commas, in the order of the text. */
export type Item = OperatorItem | SignItem | OperandItem;

const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["or"],
  ["and", "unless"],
  ["==", "!=", "<=", "<", ">=", ">"],
  ["+", "-"],
  ["*", "/", "%", "atan2"],
  ["^"],
];
const POWER = LEVELS.length - 1;

/**
 * Builds the tree by PromQL's precedence: a sign binds looser than `^`, tighter than `*`; `^` groups to the right.
 * The grammar of the parser's tree groups signs and suffixes otherwise, so only its order is taken.
 */
export function group(items: readonly Item[]): Node {
  let at = 0;
  return operation(0);

  function operation(lowest: number): Node {
    let left = signed();
    for (let item = items[at]; item?.kind === "operator"; item = items[at]) {
      const level = LEVELS.findIndex((operators) => operators.includes(item.operator));
      if (level < lowest) break;
      at++;
      left = binary(item, left, operation(level === POWER ? level : level + 1));
    }
    return left;
  }

  function signed(): Node {
    const item = items[at++]!;
    if (item.kind === "operand") return item.node;
    return sign(item as SignItem, operation(POWER));
  }
}

function sign({ operator, from }: SignItem, operand: Node): Node {
  if (operand.kind === "number") {
    return { ...operand, value: operator === "-" ? -operand.value : operand.value, from };
  }
  return { kind: "unary", operator, operand, from, to: operand.to };
}

function binary(item: OperatorItem, left: Node, right: Node): Node {
  const { operator, bool, matching } = item;
  return { kind: "binary", operator, left, right, bool, matching, from: left.from, to: right.to };
}
