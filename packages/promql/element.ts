import type { BinaryNode } from "./ast.ts";
import { ARITHMETIC, COMPARISONS } from "./arithmetic.ts";
import type { Run } from "./run.ts";
import type { Value } from "./vector.ts";

/** What two elements give: a value, whether it stays (a comparison may be false), or nothing. */
type Outcome = { value: Value; keep: boolean };
export type ElementOperation = (run: Run, left: Value, right: Value) => Outcome | undefined;

/** The operation on two elements of which either may be a histogram. */
export function elementOperation(node: BinaryNode): ElementOperation {
  const compute = ARITHMETIC.get(node.operator);
  const compare = COMPARISONS.get(node.operator);
  return (run, left, right) => {
    if (typeof left !== "number" || typeof right !== "number") return ofHistograms(node, run, left, right);
    if (compute !== undefined) return { value: compute(left, right), keep: true };
    return { value: left, keep: compare!(left, right) };
  };
}

function ofHistograms(node: BinaryNode, run: Run, left: Value, right: Value): Outcome | undefined {
  const { operator } = node;
  if (typeof left === "number") {
    if (operator === "*" && typeof right !== "number") return { value: right.times(left), keep: true };
  } else if (typeof right === "number") {
    if (operator === "*") return { value: left.times(right), keep: true };
    if (operator === "/") return { value: left.dividedBy(right), keep: true };
  } else {
    if (operator === "+") return { value: left.plus(right), keep: true };
    if (operator === "-") return { value: left.minus(right).withHint("gauge"), keep: true };
    if (operator === "==") return { value: left, keep: left.equals(right) };
    if (operator === "!=") return { value: left, keep: !left.equals(right) };
  }
  run.inform(
    node,
    `PromQL info: incompatible sample types encountered for binary operator "${operator}": ${kind(left)} ${operator} ${kind(right)}`,
  );
  return undefined;
}

function kind(value: Value): string {
  return typeof value === "number" ? "float" : "histogram";
}
