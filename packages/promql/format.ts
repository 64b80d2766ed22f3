import type { AtModifier, BinaryNode, Matching, Node, SelectorNode } from "./ast.ts";
import type { Expression } from "./expression.ts";
import { formatDuration } from "./literals.ts";

const PLAIN_NAME = /^[A-Za-z_][\w]*$/u;
const PLAIN_METRIC = /^[A-Za-z_:][\w:]*$/u;

/** The expression in one line, as Prometheus writes it; parses to the same. Comments are lost. */
export function format(expression: Expression): string {
  return formatNode(expression.root);
}

function formatNode(node: Node): string {
  switch (node.kind) {
    case "number":
      return node.isDuration ? formatDuration(node.value * 1000) : formatNumber(node.value);
    case "string":
      return JSON.stringify(node.value);
    case "paren":
      return `(${formatNode(node.inner)})`;
    case "unary":
      return `${node.operator}${formatNode(node.operand)}`;
    case "selector":
      return `${selectorText(node)}${suffix(node)}`;
    case "range":
      return `${selectorText(node.selector)}[${formatDuration(node.rangeMs)}]${suffix(node.selector)}`;
    case "subquery": {
      const step = node.stepMs === undefined ? "" : formatDuration(node.stepMs);
      return `${formatNode(node.inner)}[${formatDuration(node.rangeMs)}:${step}]${suffix(node)}`;
    }
    case "call":
      return `${node.name}(${node.arguments.map(formatNode).join(", ")})`;
    case "aggregation": {
      const by = node.isGrouped ? ` ${node.without ? "without" : "by"} (${labelList(node.grouping)}) ` : "";
      const parameter = node.parameter === undefined ? "" : `${formatNode(node.parameter)}, `;
      return `${node.operator}${by}(${parameter}${formatNode(node.inner)})`;
    }
    case "binary":
    default:
      return `${formatNode(node.left)} ${operatorText(node)} ${formatNode(node.right)}`;
  }
}

function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}

function selectorText({ metricName, matchers }: SelectorNode): string {
  const isPlain = metricName !== undefined && PLAIN_METRIC.test(metricName);
  const parts = matchers
    .filter(({ name, value }) => metricName === undefined || name !== "__name__" || value !== metricName)
    .map(({ name, operator, value }) => `${labelText(name)}${operator}${JSON.stringify(value)}`);
  if (metricName !== undefined && !isPlain) parts.unshift(JSON.stringify(metricName));
  const braces = parts.length === 0 ? "" : `{${parts.join(",")}}`;
  return `${isPlain ? metricName : ""}${braces}`;
}

function suffix({ at, offsetMs }: { at: AtModifier | undefined; offsetMs: number }): string {
  const atText =
    at === undefined ? "" : typeof at === "number" ? ` @ ${(at / 1000).toFixed(3)}` : ` @ ${at}()`;
  return offsetMs === 0 ? atText : `${atText} offset ${formatDuration(offsetMs)}`;
}

function labelText(name: string): string {
  return PLAIN_NAME.test(name) ? name : JSON.stringify(name);
}

function labelList(names: readonly string[]): string {
  return names.map(labelText).join(", ");
}

function operatorText({ operator, bool, matching }: BinaryNode): string {
  return `${operator}${bool ? " bool" : ""}${matching === undefined ? "" : matchingText(matching)}`;
}

function matchingText({ on, labels, cardinality, include }: Matching): string {
  const keyword = { "many-to-one": "group_left", "one-to-many": "group_right" }[cardinality as string];
  const sides = keyword === undefined ? "" : ` ${keyword} (${labelList(include)})`;
  return ` ${on ? "on" : "ignoring"} (${labelList(labels)})${sides}`;
}
