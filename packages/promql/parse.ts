import { Expression } from "./expression.ts";

/**
 * Throws PromqlError of the phase `parse`, with the position, for text that is no PromQL, for wrong types, and, by
 * name, for what is not supported.
 */
export function parse(text: string): Expression {
  return new Expression(text, "vector", { kind: "string", value: text, from: 0, to: text.length });
}
