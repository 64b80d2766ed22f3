import { typeOf } from "./check-types.ts";
import { compile } from "./compile.ts";
import { convert } from "./convert.ts";
import { Expression } from "./expression.ts";
import { BadArgumentError } from "./label-functions.ts";
import { Syntax } from "./syntax.ts";

/**
 * Throws PromqlError of the phase `parse`, with the position, for text that is no PromQL, for wrong types, and, by
 * name, for what is not supported.
 */
export function parse(text: string): Expression {
  const syntax = new Syntax(text);
  const root = convert(syntax);
  const type = typeOf(root, syntax);
  try {
    return new Expression(text, type, root, compile(root, text));
  } catch (error) {
    throw error instanceof BadArgumentError ? syntax.error(error.node, error.message) : error;
  }
}
