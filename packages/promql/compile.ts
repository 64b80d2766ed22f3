import { compileAggregation } from "./aggregation.ts";
import type { AggregationNode, BinaryNode, Node, SubqueryNode, UnaryNode } from "./ast.ts";
import { compileScalars, compileVectorScalar } from "./binary.ts";
import { compileCall } from "./call.ts";
import type { LabelMemo } from "./label-memo.ts";
import { compileMatched, compileSet } from "./matching.ts";
import { dropNames, namesMayMatter } from "./names.ts";
import { isSetOperator } from "./operators.ts";
import type { Plan, ScalarPlan, StringPlan, VectorPlan } from "./plan.ts";
import { compileRange, compileSelector } from "./select.ts";
import type { Conversions } from "./select.ts";
import { sharing } from "./shared-vectors.ts";
import { isConstant, onceOnly } from "./step-invariant.ts";
import { compileSubquery } from "./subquery.ts";
import { Vector } from "./vector.ts";

/** What the parts of one expression share while they are compiled. */
export type Compiler = {
  /** All of the expression's memories of label sets. */
  memos: LabelMemo[];
  conversions: Conversions;
  compile: (node: Node) => Plan;
  /** Subqueries around the node, outermost first. */
  enclosing: readonly SubqueryNode[];
  /** The whole expression as it is written. */
  text: string;
};

export function compile(root: Node, text: string): { plan: Plan; memos: readonly LabelMemo[] } {
  const memos: LabelMemo[] = [];
  const conversions: Conversions = new WeakMap();
  const within = (enclosing: readonly SubqueryNode[]): Compiler => {
    const compiler: Compiler = {
      memos,
      conversions,
      enclosing,
      text,
      compile: (node) => planOf(node, compiler, within),
    };
    return compiler;
  };
  return { plan: within([]).compile(root), memos };
}

function planOf(
  node: Node,
  compiler: Compiler,
  within: (enclosing: readonly SubqueryNode[]) => Compiler,
): Plan {
  switch (node.kind) {
    case "number":
      return { type: "scalar", at: () => node.value };
    case "string":
      return { type: "string", value: node.value };
    case "paren":
      return compiler.compile(node.inner);
    case "unary":
      return unary(node, compiler.compile(node.operand));
    case "selector":
      return shared(node, compileSelector(node, compiler.enclosing, compiler.conversions), compiler);
    case "range":
      return compileRange(node, compiler.enclosing, compiler.conversions);
    case "subquery": {
      const inside = within([...compiler.enclosing, node]);
      return compileSubquery(node, inside.compile(node.inner) as VectorPlan);
    }
    case "call":
      return constant(node, shared(node, compileCall(node, compiler), compiler));
    case "aggregation":
      return constant(node, shared(node, aggregation(node, compiler), compiler));
    case "binary":
    default:
      return constant(node, binary(node, compiler));
  }
}

function shared(node: Node, plan: Plan, { enclosing, text }: Compiler): Plan {
  return plan.type === "vector" && enclosing.length === 0 ? sharing(node, text, plan) : plan;
}

function constant(node: Node, plan: Plan): Plan {
  return plan.type === "vector" && isConstant(node) ? onceOnly(node, plan) : plan;
}

function unary(node: UnaryNode, operand: Plan): Plan {
  if (node.operator === "+") return operand;
  if (operand.type === "scalar") return { type: "scalar", at: (run, timeMs) => -operand.at(run, timeMs) };
  const inner = operand as VectorPlan;
  const mayCollide = namesMayMatter(node.operand);
  return {
    type: "vector",
    at(run, timeMs) {
      const input = inner.at(run, timeMs);
      const result = new Vector();
      for (let i = 0; i < input.length; i++) {
        const value = input.valueAt(i);
        result.push(input.labels[i]!, typeof value === "number" ? -value : value.times(-1));
      }
      return dropNames(run, node, result, mayCollide);
    },
  };
}

function aggregation(node: AggregationNode, { compile: plan, memos }: Compiler): VectorPlan {
  const parameter =
    node.parameter === undefined ? undefined : (plan(node.parameter) as ScalarPlan | StringPlan);
  return compileAggregation(node, plan(node.inner) as VectorPlan, parameter, memos);
}

function binary(node: BinaryNode, { compile: plan, memos }: Compiler): Plan {
  const left = plan(node.left);
  const right = plan(node.right);
  if (left.type === "scalar" && right.type === "scalar") return compileScalars(node, left, right);
  if (right.type === "scalar") {
    return compileVectorScalar(node, left as VectorPlan, right, false, namesMayMatter(node.left));
  }
  if (left.type === "scalar") {
    return compileVectorScalar(node, right as VectorPlan, left, true, namesMayMatter(node.right));
  }
  const compileVectors = isSetOperator(node.operator) ? compileSet : compileMatched;
  return compileVectors(node, left as VectorPlan, right as VectorPlan, memos);
}
