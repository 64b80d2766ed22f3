import type { BinaryNode, Matching } from "./ast.ts";
import { COMPARISONS } from "./arithmetic.ts";
import { elementOperation } from "./element.ts";
import type { ElementOperation } from "./element.ts";
import { LabelMemo } from "./label-memo.ts";
import type { Labels } from "./labels.ts";
import { checkDistinct } from "./names.ts";
import type { VectorPlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { Vector } from "./vector.ts";

const WITHOUT_MATCHING: Matching = { cardinality: "one-to-one", on: false, labels: [], include: [] };

/** The label set by which elements of the two sides find each other. */
function signatures({ on, labels }: Matching): LabelMemo {
  const names = new Set(labels);
  if (on) return new LabelMemo((own) => own.only(names));
  names.add("__name__");
  return new LabelMemo((own) => own.without(names));
}

/** `and`, `or` and `unless`. */
export function compileSet(
  node: BinaryNode,
  left: VectorPlan,
  right: VectorPlan,
  memos: LabelMemo[],
): VectorPlan {
  const matching = node.matching ?? WITHOUT_MATCHING;
  const signature = signatures(matching);
  memos.push(signature);
  return {
    type: "vector",
    at(run, timeMs) {
      const lefts = left.at(run, timeMs);
      const rights = right.at(run, timeMs);
      if (node.operator === "or") {
        const result = union(lefts, rights, signature);
        if (node.matching !== undefined) checkDistinct(run, node, result);
        return result;
      }
      const present = new Set(rights.labels.map((labels) => signature.of(labels)));
      const wanted = node.operator === "and";
      const result = new Vector();
      for (let i = 0; i < lefts.length; i++) {
        const labels = lefts.labels[i]!;
        if (present.has(signature.of(labels)) === wanted) result.push(labels, lefts.valueAt(i));
      }
      return result;
    },
  };
}

function union(lefts: Vector, rights: Vector, signature: LabelMemo): Vector {
  if (rights.length === 0) return lefts;
  if (lefts.length === 0) return rights;
  const present = new Set(lefts.labels.map((labels) => signature.of(labels)));
  const result = new Vector();
  for (let i = 0; i < lefts.length; i++) result.push(lefts.labels[i]!, lefts.valueAt(i));
  for (let i = 0; i < rights.length; i++) {
    const labels = rights.labels[i]!;
    if (!present.has(signature.of(labels))) result.push(labels, rights.valueAt(i));
  }
  return result;
}

/** Arithmetic and comparisons of two vectors, one element with one or many with one. */
export function compileMatched(
  node: BinaryNode,
  left: VectorPlan,
  right: VectorPlan,
  memos: LabelMemo[],
): VectorPlan {
  const matching = node.matching ?? WITHOUT_MATCHING;
  const signature = signatures(matching);
  memos.push(signature);
  const join = new Join(node, matching, signature);
  return {
    type: "vector",
    at: (run, timeMs) => join.of(run, left.at(run, timeMs), right.at(run, timeMs)),
  };
}

class Join {
  readonly #node: BinaryNode;
  readonly #matching: Matching;
  readonly #signature: LabelMemo;
  readonly #operation: ElementOperation;
  readonly #isSwapped: boolean;
  readonly #isOneToOne: boolean;
  readonly #dropsName: boolean;
  /** The labels that came of an element and its last match. */
  readonly #results = new WeakMap<Labels, { one: Labels; result: Labels }>();

  constructor(node: BinaryNode, matching: Matching, signature: LabelMemo) {
    this.#node = node;
    this.#matching = matching;
    this.#signature = signature;
    this.#operation = elementOperation(node);
    this.#isSwapped = matching.cardinality === "one-to-many";
    this.#isOneToOne = matching.cardinality === "one-to-one";
    this.#dropsName = node.bool || !COMPARISONS.has(node.operator);
  }

  of(run: Run, left: Vector, right: Vector): Vector {
    const result = new Vector();
    if (left.length === 0 || right.length === 0) return result;
    // The side that is called many is the one whose elements may share a match.
    const many = this.#isSwapped ? right : left;
    const one = this.#isSwapped ? left : right;
    const bySignature = this.#index(run, one);
    const taken = new Map<Labels, Set<string>>();
    for (let i = 0; i < many.length; i++) {
      const signature = this.#signature.of(many.labels[i]!);
      const match = bySignature.get(signature);
      if (match === undefined) continue;
      const a = many.valueAt(i);
      const b = one.valueAt(match);
      const outcome = this.#isSwapped ? this.#operation(run, b, a) : this.#operation(run, a, b);
      if (outcome === undefined) continue;
      const labels = this.#resultLabels(many.labels[i]!, one.labels[match]!);
      this.#take(run, taken, signature, labels);
      if (this.#node.bool) result.pushNumber(labels, outcome.keep ? 1 : 0);
      else if (outcome.keep) result.push(labels, outcome.value);
    }
    if (!this.#isOneToOne) checkDistinct(run, this.#node, result);
    return result;
  }

  /** Element of the one side by signature. */
  #index(run: Run, one: Vector): Map<Labels, number> {
    const index = new Map<Labels, number>();
    for (let i = 0; i < one.length; i++) {
      const signature = this.#signature.of(one.labels[i]!);
      const other = index.get(signature);
      if (other !== undefined) throw this.#duplicate(run, signature, one.labels[i]!, one.labels[other]!);
      index.set(signature, i);
    }
    return index;
  }

  #duplicate(run: Run, signature: Labels, a: Labels, b: Labels) {
    const side = this.#isSwapped ? "left" : "right";
    return run.error(
      this.#node,
      `found duplicate series for the match group ${signature.toString()} on the ${side} hand-side of the operation: ` +
        `[${a.toString()}, ${b.toString()}];many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }

  #take(run: Run, taken: Map<Labels, Set<string>>, signature: Labels, labels: Labels): void {
    const others = taken.get(signature);
    if (others === undefined) {
      taken.set(signature, new Set([labels.key]));
      return;
    }
    if (this.#isOneToOne) {
      const message =
        "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)";
      throw run.error(this.#node, message);
    }
    if (others.has(labels.key)) {
      throw run.error(this.#node, "multiple matches for labels: grouping labels must ensure unique matches");
    }
    others.add(labels.key);
  }

  #resultLabels(many: Labels, one: Labels): Labels {
    const known = this.#results.get(many);
    if (known?.one === one) return known.result;
    const result = this.#combine(many, one);
    this.#results.set(many, { one, result });
    return result;
  }

  #combine(many: Labels, one: Labels): Labels {
    const { on, labels, include } = this.#matching;
    let result = this.#dropsName ? many.nameless : many;
    if (this.#isOneToOne) {
      const names = new Set(labels);
      result = on ? result.only(names) : result.without(names);
    }
    for (const name of include) result = result.with(name, one.get(name));
    return result;
  }
}
