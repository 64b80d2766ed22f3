import type { AggregationNode, BinaryNode, CallNode, Node, ValueType } from "./ast.ts";
import { isComparison, isSetOperator } from "./operators.ts";
import { AGGREGATIONS, SIGNATURES } from "./signatures.ts";
import type { Syntax } from "./syntax.ts";

const NAMES: Record<ValueType, string> = {
  scalar: "scalar",
  string: "string",
  vector: "instant vector",
  matrix: "range vector",
};

/** The node's type after everything below it was checked. Throws PromqlError. */
export function typeOf(node: Node, syntax: Syntax): ValueType {
  switch (node.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return "vector";
    case "range":
      return "matrix";
    case "paren":
      return typeOf(node.inner, syntax);
    case "unary": {
      const type = typeOf(node.operand, syntax);
      if (isValue(type)) return type;
      throw syntax.error(
        node,
        `unary expression only allowed on expressions of type scalar or instant vector, got "${NAMES[type]}"`,
      );
    }
    case "subquery": {
      const type = typeOf(node.inner, syntax);
      if (type === "vector") return "matrix";
      throw syntax.error(node, `subquery is only allowed on instant vector, got ${type} instead`);
    }
    case "call":
      return callType(node, syntax);
    case "aggregation":
      return aggregationType(node, syntax);
    case "binary":
    default:
      return binaryType(node, syntax);
  }
}

function isValue(type: ValueType): boolean {
  return type === "scalar" || type === "vector";
}

function callType(node: CallNode, syntax: Syntax): ValueType {
  const { name } = node;
  const signature = SIGNATURES.get(name);
  if (signature === undefined) {
    throw syntax.error(node, `the function "${name}" is experimental in Prometheus and not supported`);
  }
  const { parameters, optional, variadic } = signature;
  const count = node.arguments.length;
  const least = parameters.length - optional;
  const most = variadic ? Infinity : parameters.length;
  if (count < least || count > most) {
    const wanted = least === most ? `${least}` : count < least ? `at least ${least}` : `at most ${most}`;
    throw syntax.error(node, `expected ${wanted} argument(s) in call to "${name}", got ${count}`);
  }
  for (const [i, argument] of node.arguments.entries()) {
    expectType(
      argument,
      parameters[Math.min(i, parameters.length - 1)]!,
      `call to function "${name}"`,
      syntax,
    );
  }
  return signature.returns;
}

function expectType(node: Node, wanted: ValueType, where: string, syntax: Syntax): void {
  const type = typeOf(node, syntax);
  if (type === wanted) return;
  throw syntax.error(node, `expected type ${NAMES[wanted]} in ${where}, got ${NAMES[type]}`);
}

function aggregationType(node: AggregationNode, syntax: Syntax): ValueType {
  if (!AGGREGATIONS.has(node.operator)) {
    throw syntax.error(
      node,
      `the aggregation "${node.operator}" is experimental in Prometheus and not supported`,
    );
  }
  expectType(node.inner, "vector", "aggregation expression", syntax);
  const parameter = AGGREGATIONS.get(node.operator);
  if (parameter !== undefined) expectType(node.parameter!, parameter, "aggregation parameter", syntax);
  return "vector";
}

function binaryType(node: BinaryNode, syntax: Syntax): ValueType {
  const { operator, left, right, bool, matching } = node;
  const types = [typeOf(left, syntax), typeOf(right, syntax)];
  for (const [i, side] of [left, right].entries()) {
    if (isValue(types[i]!)) continue;
    throw syntax.error(side, "binary expression must contain only scalar and instant vector types");
  }
  const ofVectors = types[0] === "vector" && types[1] === "vector";
  const ofScalars = types[0] === "scalar" && types[1] === "scalar";
  if (bool && !isComparison(operator)) {
    throw syntax.error(node, "bool modifier can only be used on comparison operators");
  }
  if (isComparison(operator) && !bool && ofScalars) {
    throw syntax.error(node, "comparisons between scalars must use BOOL modifier");
  }
  if (isSetOperator(operator) && !ofVectors) {
    throw syntax.error(node, `set operator "${operator}" not allowed in binary scalar expression`);
  }
  if (matching === undefined) return ofScalars ? "scalar" : "vector";
  if (!ofVectors && matching.labels.length > 0) {
    throw syntax.error(node, "vector matching only allowed between instant vectors");
  }
  if (isSetOperator(operator) && matching.cardinality !== "one-to-one") {
    throw syntax.error(node, `no grouping allowed for "${operator}" operation`);
  }
  const both = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (both !== undefined) {
    throw syntax.error(node, `label "${both}" must not occur in ON and GROUP clause at once`);
  }
  return ofScalars ? "scalar" : "vector";
}
