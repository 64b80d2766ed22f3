import type { SyntaxNode } from "@lezer/common";
import type { AtModifier, Node, RangeNode, SelectorNode, SubqueryNode } from "./ast.ts";
import { duration, numberItems, positive } from "./convert-values.ts";
import { group } from "./precedence.ts";
import { childNamed } from "./syntax.ts";
import type { Syntax } from "./syntax.ts";

type Modifiable = SelectorNode | RangeNode | SubqueryNode;

export function suffixed(syntax: Syntax, inner: Node, suffix: SyntaxNode): Node {
  if (suffix.name === "MatrixSelector") return range(syntax, inner, suffix);
  if (suffix.name === "SubqueryExpr") return subquery(syntax, inner, suffix);
  const isOffset = suffix.name === "OffsetExpr";
  if (inner.kind !== "selector" && inner.kind !== "range" && inner.kind !== "subquery") {
    throw syntax.error(
      inner,
      `${isOffset ? "offset" : "@"} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
    );
  }
  return isOffset ? withOffset(syntax, inner, suffix) : withAt(syntax, inner, suffix);
}

function withOffset(syntax: Syntax, inner: Modifiable, suffix: SyntaxNode): Modifiable {
  const target = inner.kind === "range" ? inner.selector : inner;
  if (target.offsetMs !== 0) throw syntax.error(inner, "offset may not be set multiple times");
  return modified(inner, { offsetMs: duration(syntax, suffix.lastChild!) }, suffix.to);
}

function withAt(syntax: Syntax, inner: Modifiable, suffix: SyntaxNode): Modifiable {
  const target = inner.kind === "range" ? inner.selector : inner;
  if (target.at !== undefined) throw syntax.error(inner, "@ <timestamp> may not be set multiple times");
  return modified(inner, { at: atOf(syntax, suffix) }, suffix.to);
}

function modified(inner: Modifiable, change: { offsetMs?: number; at?: AtModifier }, to: number): Modifiable {
  if (inner.kind === "range") return { ...inner, selector: { ...inner.selector, ...change }, to };
  return { ...inner, ...change, to };
}

function atOf(syntax: Syntax, suffix: SyntaxNode): AtModifier {
  const word = childNamed(suffix, "AtModifierPreprocessors");
  if (word !== undefined) return childNamed(word, "AtStart") === undefined ? "end" : "start";
  const literal = childNamed(suffix, "NumberDurationLiteral")!;
  const node = group([...numberItems(syntax, literal)]);
  const seconds = node.kind === "number" ? node.value : NaN;
  if (!(Math.abs(seconds) < 2 ** 63)) throw syntax.error(literal, "timestamp out of bounds for @ modifier");
  return Math.round(seconds * 1000);
}

function range(syntax: Syntax, inner: Node, suffix: SyntaxNode): RangeNode {
  if (inner.kind !== "selector") {
    throw syntax.error(inner, "ranges only allowed for vector selectors");
  }
  if (inner.offsetMs !== 0) throw syntax.error(inner, "no offset modifiers allowed before range");
  if (inner.at !== undefined) throw syntax.error(inner, "no @ modifiers allowed before range");
  const rangeMs = positive(syntax, childNamed(suffix, "DurationExpr")!);
  return { kind: "range", selector: inner, rangeMs, from: inner.from, to: suffix.to };
}

function subquery(syntax: Syntax, inner: Node, suffix: SyntaxNode): SubqueryNode {
  const [rangeNode, step] = suffix.getChildren("DurationExpr");
  return {
    kind: "subquery",
    inner,
    rangeMs: positive(syntax, rangeNode!),
    stepMs: step === undefined ? undefined : positive(syntax, step),
    offsetMs: 0,
    at: undefined,
    from: inner.from,
    to: suffix.to,
  };
}
