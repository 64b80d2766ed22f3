import type { SyntaxNode } from "@lezer/common";
import { durationMs, parseNumber, unquote } from "./literals.ts";
import { childrenOf } from "./syntax.ts";
import type { Syntax } from "./syntax.ts";
import type { PromqlError } from "./promql-error.ts";
import type { Item } from "./precedence.ts";

export function unsupported(syntax: Syntax, node: SyntaxNode, what: string): PromqlError {
  return syntax.error(node, `${what} is experimental in Prometheus and not supported`);
}

export function stringOf(syntax: Syntax, node: SyntaxNode): string {
  const value = unquote(syntax.textOf(node));
  if (value === undefined) throw syntax.error(node, "bad or unterminated quoted string");
  return value;
}

export function labelNames(syntax: Syntax, node: SyntaxNode): string[] {
  return childrenOf(node).map((label) =>
    label.name === "QuotedLabelName" ? stringOf(syntax, label.firstChild!) : syntax.textOf(label),
  );
}

export function* numberItems(syntax: Syntax, node: SyntaxNode): Generator<Item> {
  const text = syntax.textOf(node);
  const sign = /^[+-]/u.exec(text)?.[0] as "+" | "-" | undefined;
  if (sign !== undefined) yield { kind: "sign", operator: sign, from: node.from, to: node.from + 1 };
  const digits = text.slice(sign === undefined ? 0 : 1).trimStart();
  const number = parseNumber(digits);
  if (number === undefined) throw syntax.error(node, `bad number or duration ${JSON.stringify(text)}`);
  yield {
    kind: "operand",
    node: { kind: "number", ...number, from: node.to - digits.length, to: node.to },
  };
}

export function positive(syntax: Syntax, node: SyntaxNode): number {
  const ms = duration(syntax, node);
  if (ms <= 0) throw syntax.error(node, "duration must be greater than 0");
  return ms;
}

export function duration(syntax: Syntax, node: SyntaxNode): number {
  const text = syntax.textOf(node);
  const [, sign, digits] = /^([+-]?)\s*([^]*)$/u.exec(text)!;
  const number = parseNumber(digits!);
  if (number === undefined || (durationMs(digits!) === undefined) === number.isDuration) {
    throw unsupported(syntax, node, `the duration expression ${JSON.stringify(text)}`);
  }
  const ms = Math.round(number.value * 1000);
  if (!Number.isSafeInteger(ms)) throw syntax.error(node, `duration out of range: ${text}`);
  return sign === "-" ? -ms : ms;
}
