import type { BinaryOperator } from "./ast.ts";

export function isComparison(operator: BinaryOperator): boolean {
  return ["==", "!=", ">", "<", ">=", "<="].includes(operator);
}

export function isSetOperator(operator: BinaryOperator): boolean {
  return operator === "and" || operator === "or" || operator === "unless";
}
