import type { SyntaxNode } from "@lezer/common";
import type {
  AggregationNode,
  AtModifier,
  BinaryOperator,
  Matching,
  Node,
  RangeNode,
  SelectorNode,
  SubqueryNode,
} from "./ast.ts";
import { durationMs, parseNumber, unquote } from "./literals.ts";
import { Matcher } from "./matcher.ts";
import type { MatchOperator } from "./matcher.ts";
import { group } from "./precedence.ts";
import type { Item, OperatorItem } from "./precedence.ts";
import { childNamed, childrenOf } from "./syntax.ts";
import type { Syntax } from "./syntax.ts";

type Modifiable = SelectorNode | RangeNode | SubqueryNode;

/** The syntax tree as a tree of nodes; types are not checked yet. Throws PromqlError. */
export function convert(syntax: Syntax): Node {
  const top = childrenOf(syntax.root)[0];
  if (top === undefined) throw syntax.unexpected(syntax.text.length, syntax.text.length);
  return expression(top);

  function expression(node: SyntaxNode): Node {
    return group([...itemsOf(node)]);
  }

  function* itemsOf(node: SyntaxNode): Generator<Item> {
    const [first, second] = childrenOf(node);
    switch (node.name) {
      case "BinaryExpr":
        yield* itemsOf(first!);
        yield operatorOf(node);
        yield* itemsOf(node.lastChild!);
        return;
      case "UnaryExpr":
        yield {
          kind: "sign",
          operator: syntax.textOf(first!) as "+" | "-",
          from: first!.from,
          to: first!.to,
        };
        yield* itemsOf(second!);
        return;
      case "OffsetExpr":
      case "StepInvariantExpr":
      case "MatrixSelector":
      case "SubqueryExpr": {
        const items = [...itemsOf(first!)];
        const last = items.pop() as Item & { kind: "operand" };
        yield* items;
        yield { kind: "operand", node: suffixed(last.node, node) };
        return;
      }
      case "NumberDurationLiteral":
        yield* numberItems(node);
        return;
      default:
        yield { kind: "operand", node: operand(node) };
    }
  }

  function* numberItems(node: SyntaxNode): Generator<Item> {
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

  function operand(node: SyntaxNode): Node {
    const { from, to } = node;
    switch (node.name) {
      case "ParenExpr":
        return { kind: "paren", inner: expression(childrenOf(node)[0]!), from, to };
      case "StringLiteral":
        return { kind: "string", value: stringOf(node), from, to };
      case "VectorSelector":
        return selector(node);
      case "FunctionCall": {
        const name = syntax.textOf(node.firstChild!);
        return { kind: "call", name, arguments: argumentsOf(node), from, to };
      }
      case "AggregateExpr":
        return aggregation(node);
      case "AnchoredExpr":
      case "SmoothedExpr":
        throw unsupported(node.lastChild!, `the modifier "${syntax.textOf(node.lastChild!)}"`);
      default:
        throw unsupported(node, `this kind of expression (${node.name})`);
    }
  }

  function unsupported(node: SyntaxNode, what: string) {
    return syntax.error(node, `${what} is experimental in Prometheus and not supported`);
  }

  function stringOf(node: SyntaxNode): string {
    const value = unquote(syntax.textOf(node));
    if (value === undefined) throw syntax.error(node, "bad or unterminated quoted string");
    return value;
  }

  function argumentsOf(node: SyntaxNode): Node[] {
    return childrenOf(childNamed(node, "FunctionCallBody")!).map(expression);
  }

  function aggregation(node: SyntaxNode): AggregationNode {
    const operator = syntax.textOf(node.firstChild!).toLowerCase();
    const modifier = childNamed(node, "AggregateModifier");
    const values = argumentsOf(node);
    const wanted = ["bottomk", "count_values", "limitk", "limit_ratio", "quantile", "topk"].includes(operator)
      ? 2
      : 1;
    if (values.length !== wanted) {
      throw syntax.error(
        node,
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${values.length}`,
      );
    }
    return {
      kind: "aggregation",
      operator,
      parameter: wanted === 2 ? values[0] : undefined,
      inner: values.at(-1)!,
      grouping: modifier === undefined ? [] : labelNames(childNamed(modifier, "GroupingLabels")!),
      without: modifier !== undefined && childNamed(modifier, "Without") !== undefined,
      isGrouped: modifier !== undefined,
      from: node.from,
      to: node.to,
    };
  }

  function labelNames(node: SyntaxNode): string[] {
    return childrenOf(node).map((label) =>
      label.name === "QuotedLabelName" ? stringOf(label.firstChild!) : syntax.textOf(label),
    );
  }

  function operatorOf(node: SyntaxNode): OperatorItem {
    const [, sign, ...modifiers] = childrenOf(node);
    if (sign!.name.startsWith("Trim")) throw unsupported(sign!, `the operator "${syntax.textOf(sign!)}"`);
    const fill = modifiers.find(({ name }) => name === "FillModifier");
    if (fill !== undefined) throw unsupported(fill, 'the modifier "fill"');
    const clause = modifiers.find(({ name }) => name === "MatchingModifierClause");
    return {
      kind: "operator",
      operator: syntax.textOf(sign!).toLowerCase() as BinaryOperator,
      bool: modifiers.some(({ name }) => name === "BoolModifier"),
      matching: clause === undefined ? undefined : matchingOf(clause),
      from: sign!.from,
      to: sign!.to,
    };
  }

  function matchingOf(clause: SyntaxNode): Matching {
    const [labels, include] = clause.getChildren("GroupingLabels");
    const left = childNamed(clause, "GroupLeft") !== undefined;
    const right = childNamed(clause, "GroupRight") !== undefined;
    return {
      cardinality: left ? "many-to-one" : right ? "one-to-many" : "one-to-one",
      on: childNamed(clause, "On") !== undefined,
      labels: labelNames(labels!),
      include: include === undefined ? [] : labelNames(include),
    };
  }

  function selector(node: SyntaxNode): SelectorNode {
    const identifier = childNamed(node, "Identifier");
    const list = childNamed(node, "LabelMatchers");
    const matchers: Matcher[] = [];
    let metricName = identifier === undefined ? undefined : syntax.textOf(identifier);
    for (const item of list === undefined ? [] : childrenOf(list)) {
      if (item.name === "QuotedLabelName") {
        const name = stringOf(item.firstChild!);
        if (metricName !== undefined) throw twice(node, metricName, name);
        metricName = name;
      } else {
        matchers.push(matcher(item));
      }
    }
    const other = matchers.find(({ name }) => name === "__name__");
    if (metricName !== undefined && other !== undefined) throw twice(node, metricName, other.value);
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

  function twice(node: SyntaxNode, first: string, second: string) {
    return syntax.error(node, `metric name must not be set twice: "${first}" or "${second}"`);
  }

  function matcher(node: SyntaxNode): Matcher {
    const [label, operator, value] = childrenOf(node);
    const name = label!.name === "QuotedLabelName" ? stringOf(label!.firstChild!) : syntax.textOf(label!);
    try {
      return new Matcher(name, syntax.textOf(operator!) as MatchOperator, stringOf(value!));
    } catch (error) {
      if (error instanceof SyntaxError) throw syntax.error(value!, error.message);
      throw error;
    }
  }

  function suffixed(inner: Node, suffix: SyntaxNode): Node {
    if (suffix.name === "MatrixSelector") return range(inner, suffix);
    if (suffix.name === "SubqueryExpr") return subquery(inner, suffix);
    const isOffset = suffix.name === "OffsetExpr";
    if (inner.kind !== "selector" && inner.kind !== "range" && inner.kind !== "subquery") {
      throw syntax.error(
        inner,
        `${isOffset ? "offset" : "@"} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
      );
    }
    return isOffset ? withOffset(inner, suffix) : withAt(inner, suffix);
  }

  function withOffset(inner: Modifiable, suffix: SyntaxNode): Modifiable {
    const target = inner.kind === "range" ? inner.selector : inner;
    if (target.offsetMs !== 0) throw syntax.error(inner, "offset may not be set multiple times");
    return modified(inner, { offsetMs: duration(suffix.lastChild!) }, suffix.to);
  }

  function withAt(inner: Modifiable, suffix: SyntaxNode): Modifiable {
    const target = inner.kind === "range" ? inner.selector : inner;
    if (target.at !== undefined) throw syntax.error(inner, "@ <timestamp> may not be set multiple times");
    return modified(inner, { at: atOf(suffix) }, suffix.to);
  }

  function modified(
    inner: Modifiable,
    change: { offsetMs?: number; at?: AtModifier },
    to: number,
  ): Modifiable {
    if (inner.kind === "range") return { ...inner, selector: { ...inner.selector, ...change }, to };
    return { ...inner, ...change, to };
  }

  function atOf(suffix: SyntaxNode): AtModifier {
    const word = childNamed(suffix, "AtModifierPreprocessors");
    if (word !== undefined) return childNamed(word, "AtStart") === undefined ? "end" : "start";
    const literal = childNamed(suffix, "NumberDurationLiteral")!;
    const node = group([...numberItems(literal)]);
    const seconds = node.kind === "number" ? node.value : NaN;
    if (!(Math.abs(seconds) < 2 ** 63)) throw syntax.error(literal, "timestamp out of bounds for @ modifier");
    return Math.round(seconds * 1000);
  }

  function range(inner: Node, suffix: SyntaxNode): RangeNode {
    if (inner.kind !== "selector") {
      throw syntax.error(inner, "ranges only allowed for vector selectors");
    }
    if (inner.offsetMs !== 0) throw syntax.error(inner, "no offset modifiers allowed before range");
    if (inner.at !== undefined) throw syntax.error(inner, "no @ modifiers allowed before range");
    const rangeMs = positive(childNamed(suffix, "DurationExpr")!);
    return { kind: "range", selector: inner, rangeMs, from: inner.from, to: suffix.to };
  }

  function subquery(inner: Node, suffix: SyntaxNode): SubqueryNode {
    const [rangeNode, step] = suffix.getChildren("DurationExpr");
    return {
      kind: "subquery",
      inner,
      rangeMs: positive(rangeNode!),
      stepMs: step === undefined ? undefined : positive(step),
      offsetMs: 0,
      at: undefined,
      from: inner.from,
      to: suffix.to,
    };
  }

  function positive(node: SyntaxNode): number {
    const ms = duration(node);
    if (ms <= 0) throw syntax.error(node, "duration must be greater than 0");
    return ms;
  }

  function duration(node: SyntaxNode): number {
    const text = syntax.textOf(node);
    const [, sign, digits] = /^([+-]?)\s*([^]*)$/u.exec(text)!;
    const number = parseNumber(digits!);
    if (number === undefined || (durationMs(digits!) === undefined) === number.isDuration) {
      throw unsupported(node, `the duration expression ${JSON.stringify(text)}`);
    }
    const ms = Math.round(number.value * 1000);
    if (!Number.isSafeInteger(ms)) throw syntax.error(node, `duration out of range: ${text}`);
    return sign === "-" ? -ms : ms;
  }
}
