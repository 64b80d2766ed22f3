import type { Node } from "./ast.ts";
import type { VectorPlan } from "./plan.ts";
import { childNodes } from "./selectors.ts";
import type { Vector } from "./vector.ts";

/**
 * What parts of expressions gave at one time: for expressions that are evaluated one after the other on one store with
 * the same options, such as the rules of a group. Metrics that change between these evaluations are named as
 * `written`; what reads those, or metrics without an exact name, is evaluated each time. Remarks on a part are made
 * once.
 */
export class SharedVectors {
  readonly #atMs: number;
  readonly #written: ReadonlySet<string>;
  readonly #vectors = new Map<string, Vector>();

  constructor(atMs: number, written: ReadonlySet<string>) {
    this.#atMs = atMs;
    this.#written = written;
  }

  /** For the evaluation in this package, which never changes a vector that it was given. */
  find({ text, reads }: Part, timeMs: number, evaluate: () => Vector): Vector {
    if (timeMs !== this.#atMs || reads.some((name) => this.#written.has(name))) return evaluate();
    let vector = this.#vectors.get(text);
    if (vector === undefined) this.#vectors.set(text, (vector = evaluate()));
    return vector;
  }
}

/** A part of an expression that another may have too, as it is written, and the metrics it reads. */
type Part = { text: string; reads: readonly string[] };

/** The plan, evaluated once for all expressions that share. Only for nodes outside of subqueries. */
export function sharing(node: Node, text: string, plan: VectorPlan): VectorPlan {
  const reads = metricsOf(node);
  if (reads === undefined || reads.length === 0) return plan;
  const part = { text: text.slice(node.from, node.to), reads };
  return {
    type: "vector",
    at: (run, timeMs) =>
      run.shared === undefined
        ? plan.at(run, timeMs)
        : run.shared.find(part, timeMs, () => plan.at(run, timeMs)),
  };
}

/** undefined when it may read any, or reads a time of its own. */
function metricsOf(node: Node): string[] | undefined {
  if ((node.kind === "selector" || node.kind === "subquery") && node.at !== undefined) return undefined;
  if (node.kind === "selector") {
    const named = node.matchers.find(({ name, operator }) => name === "__name__" && operator === "=");
    return named === undefined ? undefined : [named.value];
  }
  const names: string[] = [];
  for (const child of childNodes(node)) {
    const below = metricsOf(child);
    if (below === undefined) return undefined;
    names.push(...below);
  }
  return names;
}
