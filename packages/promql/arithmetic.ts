import type { BinaryOperator } from "./ast.ts";

/** As Go computes it: JavaScript differs for a base of 1 and -1. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

type Compute = (left: number, right: number) => number;
type Compare = (left: number, right: number) => boolean;

export const ARITHMETIC: ReadonlyMap<BinaryOperator, Compute> = new Map<BinaryOperator, Compute>([
  ["+", (left, right) => left + right],
  ["-", (left, right) => left - right],
  ["*", (left, right) => left * right],
  ["/", (left, right) => left / right],
  ["%", (left, right) => left % right],
  ["^", power],
  ["atan2", Math.atan2],
]);

export const COMPARISONS: ReadonlyMap<BinaryOperator, Compare> = new Map<BinaryOperator, Compare>([
  ["==", (left, right) => left === right],
  ["!=", (left, right) => left !== right],
  [">", (left, right) => left > right],
  ["<", (left, right) => left < right],
  [">=", (left, right) => left >= right],
  ["<=", (left, right) => left <= right],
]);
