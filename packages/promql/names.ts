import type { AggregationNode, BinaryNode, Node } from "./ast.ts";
import { isSame } from "./label-memo.ts";
import type { Labels } from "./labels.ts";
import type { Run } from "./run.ts";
import type { Vector } from "./vector.ts";

const NAME = "__name__";
const SAME_LABELS = "vector cannot contain metrics with the same labelset";

/** The vector with the metrics' names dropped. Throws PromqlError when two elements become alike. */
export function dropNames(run: Run, node: Node, vector: Vector, mayCollide: boolean): Vector {
  const { labels } = vector;
  for (let i = 0; i < labels.length; i++) labels[i] = labels[i]!.nameless;
  if (mayCollide) checkDistinct(run, node, vector);
  return vector;
}

export function checkDistinct(run: Run, node: Node, { labels }: Vector): void {
  if (labels.length < 2) return;
  if (new Set(labels.map(({ key }) => key)).size < labels.length) throw run.error(node, SAME_LABELS);
}

/** `checkDistinct` of the vectors of one plan: label sets that are those of the vector before need no check. */
export class Distinct {
  #known: readonly Labels[] = [];

  check(run: Run, node: Node, vector: Vector): void {
    if (isSame(this.#known, vector.labels)) return;
    checkDistinct(run, node, vector);
    this.#known = [...vector.labels];
  }
}

/** Whether elements that differ may be alike without their metric's name: then dropping it needs a check. */
export function namesMayMatter(node: Node): boolean {
  switch (node.kind) {
    case "selector":
      return !node.matchers.some(({ name, operator }) => name === "__name__" && operator === "=");
    case "range":
      return namesMayMatter(node.selector);
    case "subquery":
      // Elements that are never there together meet in its range.
      return true;
    case "paren":
      return namesMayMatter(node.inner);
    case "unary":
      return namesMayMatter(node.operand);
    case "aggregation":
      return picksElements(node) ? namesMayMatter(node.inner) : !node.without && node.grouping.includes(NAME);
    case "call":
      return callMayMatter(node.name, node.arguments);
    case "binary":
      return binaryMayMatter(node);
    case "number":
    case "string":
    default:
      return false;
  }
}

function picksElements({ operator }: AggregationNode): boolean {
  return operator === "topk" || operator === "bottomk" || operator === "limitk";
}

function binaryMayMatter({ operator, left, right, matching }: BinaryNode): boolean {
  if (matching !== undefined && (matching.cardinality !== "one-to-one" || matching.labels.includes(NAME)))
    return true;
  if (operator === "and" || operator === "unless") return namesMayMatter(left);
  if (operator === "or") return matching !== undefined || namesMayMatter(left) || namesMayMatter(right);
  return namesMayMatter(left) && namesMayMatter(right);
}

const KEEPING = new Set([
  "first_over_time",
  "last_over_time",
  "sort",
  "sort_desc",
  "sort_by_label",
  "sort_by_label_desc",
]);

function callMayMatter(name: string, args: readonly Node[]): boolean {
  if (name === "label_replace" || name === "label_join") return true;
  // The others drop the name, and were checked when they did.
  return KEEPING.has(name) && args.some(namesMayMatter);
}
