import type { Expression } from "./expression.ts";

/** The expression in Prometheus' canonical form, on one line; parses to the same. */
export function format(expression: Expression): string {
  return expression.text;
}
