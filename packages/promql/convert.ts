import type { SyntaxNode } from "@lezer/common";
import type { AggregationNode, BinaryOperator, Matching, Node } from "./ast.ts";
import { selector } from "./convert-selector.ts";
import { suffixed } from "./convert-suffix.ts";
import { labelNames, numberItems, stringOf, unsupported } from "./convert-values.ts";
import { group } from "./precedence.ts";
import type { Item, OperatorItem } from "./precedence.ts";
import { childNamed, childrenOf } from "./syntax.ts";
import type { Syntax } from "./syntax.ts";

const WITH_PARAMETER = new Set(["bottomk", "count_values", "limitk", "limit_ratio", "quantile", "topk"]);

/** The syntax tree as a tree of nodes; types are not checked yet. Throws PromqlError. */
export function convert(syntax: Syntax): Node {
  const top = childrenOf(syntax.root)[0];
  if (top === undefined) throw syntax.unexpected(syntax.text.length, syntax.text.length);
  return expression(syntax, top);
}

function expression(syntax: Syntax, node: SyntaxNode): Node {
  return group([...itemsOf(syntax, node)]);
}

function* itemsOf(syntax: Syntax, node: SyntaxNode): Generator<Item> {
  const [first, second] = childrenOf(node);
  switch (node.name) {
    case "BinaryExpr":
      yield* itemsOf(syntax, first!);
      yield operatorOf(syntax, node);
      yield* itemsOf(syntax, node.lastChild!);
      return;
    case "UnaryExpr":
      yield {
        kind: "sign",
        operator: syntax.textOf(first!) as "+" | "-",
        from: first!.from,
        to: first!.to,
      };
      yield* itemsOf(syntax, second!);
      return;
    case "OffsetExpr":
    case "StepInvariantExpr":
    case "MatrixSelector":
    case "SubqueryExpr": {
      const items = [...itemsOf(syntax, first!)];
      const last = items.pop() as Item & { kind: "operand" };
      yield* items;
      yield { kind: "operand", node: suffixed(syntax, last.node, node) };
      return;
    }
    case "NumberDurationLiteral":
      yield* numberItems(syntax, node);
      return;
    default:
      yield { kind: "operand", node: operand(syntax, node) };
  }
}

function operand(syntax: Syntax, node: SyntaxNode): Node {
  const { from, to } = node;
  switch (node.name) {
    case "ParenExpr":
      return { kind: "paren", inner: expression(syntax, childrenOf(node)[0]!), from, to };
    case "StringLiteral":
      return { kind: "string", value: stringOf(syntax, node), from, to };
    case "VectorSelector":
      return selector(syntax, node);
    case "FunctionCall": {
      const name = syntax.textOf(node.firstChild!);
      return { kind: "call", name, arguments: argumentsOf(syntax, node), from, to };
    }
    case "AggregateExpr":
      return aggregation(syntax, node);
    case "AnchoredExpr":
    case "SmoothedExpr":
      throw unsupported(syntax, node.lastChild!, `the modifier "${syntax.textOf(node.lastChild!)}"`);
    default:
      throw unsupported(syntax, node, `this kind of expression (${node.name})`);
  }
}

function argumentsOf(syntax: Syntax, node: SyntaxNode): Node[] {
  return childrenOf(childNamed(node, "FunctionCallBody")!).map((argument) => expression(syntax, argument));
}

function aggregation(syntax: Syntax, node: SyntaxNode): AggregationNode {
  const operator = syntax.textOf(node.firstChild!).toLowerCase();
  const modifier = childNamed(node, "AggregateModifier");
  const values = argumentsOf(syntax, node);
  const wanted = WITH_PARAMETER.has(operator) ? 2 : 1;
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
    grouping: modifier === undefined ? [] : labelNames(syntax, childNamed(modifier, "GroupingLabels")!),
    without: modifier !== undefined && childNamed(modifier, "Without") !== undefined,
    isGrouped: modifier !== undefined,
    from: node.from,
    to: node.to,
  };
}

function operatorOf(syntax: Syntax, node: SyntaxNode): OperatorItem {
  const [, sign, ...modifiers] = childrenOf(node);
  if (sign!.name.startsWith("Trim"))
    throw unsupported(syntax, sign!, `the operator "${syntax.textOf(sign!)}"`);
  const fill = modifiers.find(({ name }) => name === "FillModifier");
  if (fill !== undefined) throw unsupported(syntax, fill, 'the modifier "fill"');
  const clause = modifiers.find(({ name }) => name === "MatchingModifierClause");
  return {
    kind: "operator",
    operator: syntax.textOf(sign!).toLowerCase() as BinaryOperator,
    bool: modifiers.some(({ name }) => name === "BoolModifier"),
    matching: clause === undefined ? undefined : matchingOf(syntax, clause),
    from: sign!.from,
    to: sign!.to,
  };
}

function matchingOf(syntax: Syntax, clause: SyntaxNode): Matching {
  const [labels, include] = clause.getChildren("GroupingLabels");
  const left = childNamed(clause, "GroupLeft") !== undefined;
  const right = childNamed(clause, "GroupRight") !== undefined;
  return {
    cardinality: left ? "many-to-one" : right ? "one-to-many" : "one-to-one",
    on: childNamed(clause, "On") !== undefined,
    labels: labelNames(syntax, labels!),
    include: include === undefined ? [] : labelNames(syntax, include),
  };
}
