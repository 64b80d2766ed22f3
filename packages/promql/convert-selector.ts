import type { SyntaxNode } from "@lezer/common";
import type { SelectorNode } from "./ast.ts";
import { stringOf } from "./convert-values.ts";
import { Matcher } from "./matcher.ts";
import type { MatchOperator } from "./matcher.ts";
import type { PromqlError } from "./promql-error.ts";
import { childNamed, childrenOf } from "./syntax.ts";
import type { Syntax } from "./syntax.ts";

export function selector(syntax: Syntax, node: SyntaxNode): SelectorNode {
  const identifier = childNamed(node, "Identifier");
  const list = childNamed(node, "LabelMatchers");
  const matchers: Matcher[] = [];
  let metricName = identifier === undefined ? undefined : syntax.textOf(identifier);
  for (const item of list === undefined ? [] : childrenOf(list)) {
    if (item.name === "QuotedLabelName") {
      const name = stringOf(syntax, item.firstChild!);
      if (metricName !== undefined) throw twice(syntax, node, metricName, name);
      metricName = name;
    } else {
      matchers.push(matcher(syntax, item));
    }
  }
  const other = matchers.find(({ name }) => name === "__name__");
  if (metricName !== undefined && other !== undefined) throw twice(syntax, node, metricName, other.value);
  if (metricName !== undefined) matchers.push(new Matcher("__name__", "=", metricName));
  else if (matchers.every((one) => one.matches(""))) {
    throw syntax.error(node, "vector selector must contain at least one non-empty matcher");
  }
  return {
    kind: "selector",
    metricName,
    matchers,
    offsetMs: 0,
    at: undefined,
    from: node.from,
    to: node.to,
  };
}

function twice(syntax: Syntax, node: SyntaxNode, first: string, second: string): PromqlError {
  return syntax.error(node, `metric name must not be set twice: "${first}" or "${second}"`);
}

function matcher(syntax: Syntax, node: SyntaxNode): Matcher {
  const [label, operator, value] = childrenOf(node);
  const name =
    label!.name === "QuotedLabelName" ? stringOf(syntax, label!.firstChild!) : syntax.textOf(label!);
  try {
    return new Matcher(name, syntax.textOf(operator!) as MatchOperator, stringOf(syntax, value!));
  } catch (error) {
    if (error instanceof SyntaxError) throw syntax.error(value!, error.message);
    throw error;
  }
}
