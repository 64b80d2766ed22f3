import { typeOf } from "./check-types.ts";
import { convert } from "./convert.ts";
import { Expression } from "./expression.ts";
import { Syntax } from "./syntax.ts";

/**
 * Throws PromqlError of the phase `parse`, with the position, for text that is no PromQL, for wrong types, and, by
 * name, for what is not supported.
 */
export function parse(text: string): Expression {
  const syntax = new Syntax(text);
  const root = convert(syntax);
  return new Expression(text, typeOf(root, syntax), root);
}
