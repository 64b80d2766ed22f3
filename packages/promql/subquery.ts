import type { SubqueryNode } from "./ast.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import type { Labels } from "./labels.ts";
import type { MatrixPlan, VectorPlan } from "./plan.ts";
import { fixedTime } from "./reach.ts";
import type { Run } from "./run.ts";
import { emptyWindow } from "./select.ts";
import type { Vector } from "./vector.ts";

type Column = {
  labels: Labels;
  times: number[];
  values: number[];
  histogramTimes: number[];
  histograms: FloatHistogram[];
};

export function compileSubquery(node: SubqueryNode, inner: VectorPlan): MatrixPlan {
  return {
    type: "matrix",
    rangeMs: node.rangeMs,
    each(run, timeMs, visit) {
      const endMs = (fixedTime(node.at, run.bounds) ?? timeMs) - node.offsetMs;
      const startMs = endMs - node.rangeMs;
      const window = emptyWindow(startMs, endMs, timeMs);
      for (const column of columns(run, node, inner, startMs, endMs)) {
        const { labels, times, values, histogramTimes, histograms } = column;
        Object.assign(window, {
          labels,
          times,
          values,
          from: 0,
          to: times.length,
          histogramTimes,
          histograms,
        });
        visit(window);
      }
    },
  };
}

function columns(
  run: Run,
  node: SubqueryNode,
  inner: VectorPlan,
  startMs: number,
  endMs: number,
): Iterable<Column> {
  const stepMs = node.stepMs ?? run.defaultStepMs;
  const byKey = new Map<string, Column>();
  const known = stepsOf(run, node);
  forget(known, startMs);
  let atMs = Math.ceil(startMs / stepMs) * stepMs;
  if (atMs === startMs && !run.isClosed) atMs += stepMs;
  for (; atMs <= endMs; atMs += stepMs) {
    let vector = known.get(atMs);
    if (vector === undefined) known.set(atMs, (vector = inner.at(run, atMs)));
    append(byKey, vector, atMs);
  }
  return byKey.values();
}

function stepsOf(run: Run, node: SubqueryNode): Map<number, Vector> {
  let steps = run.steps.get(node);
  if (steps === undefined) run.steps.set(node, (steps = new Map()));
  return steps;
}

/** What lies before the window is not asked for again, since steps go forward. */
function forget(known: Map<number, Vector>, startMs: number): void {
  for (const atMs of known.keys()) {
    if (atMs >= startMs) return;
    known.delete(atMs);
  }
}

function append(byKey: Map<string, Column>, vector: Vector, atMs: number): void {
  for (let i = 0; i < vector.length; i++) {
    const labels = vector.labels[i]!;
    let column = byKey.get(labels.key);
    if (column === undefined) {
      column = { labels, times: [], values: [], histogramTimes: [], histograms: [] };
      byKey.set(labels.key, column);
    }
    const histogram = vector.histogramAt(i);
    if (histogram === undefined) {
      column.times.push(atMs);
      column.values.push(vector.values[i]!);
    } else {
      column.histogramTimes.push(atMs);
      // Between a subquery's samples others may lie, so what was known of the step from the one before is not known.
      column.histograms.push(histogram.hint === "gauge" ? histogram : histogram.withHint("unknown"));
    }
  }
}
