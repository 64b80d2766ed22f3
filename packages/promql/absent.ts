import type { CallNode, Node } from "./ast.ts";
import { Labels } from "./labels.ts";
import type { MatrixPlan, VectorPlan } from "./plan.ts";
import { Vector } from "./vector.ts";

export function unwrapped(node: Node): Node {
  return node.kind === "paren" ? unwrapped(node.inner) : node;
}

/** One element with the labels that the selector pins, when nothing is there. */
export function absent(
  argument: Node,
  isAbsent: (...at: Parameters<VectorPlan["at"]>) => boolean,
): VectorPlan {
  const labels = pinnedLabels(unwrapped(argument));
  return {
    type: "vector",
    at(run, timeMs) {
      const result = new Vector();
      if (isAbsent(run, timeMs)) result.pushNumber(labels, 1);
      return result;
    },
  };
}

export function absentOverTime(node: CallNode, matrix: MatrixPlan): VectorPlan {
  return absent(node.arguments[0]!, (run, timeMs) => {
    let found = false;
    matrix.each(run, timeMs, () => {
      found = true;
    });
    return !found;
  });
}

/** Labels that one equality each fixes; a label with more matchers is left out. */
function pinnedLabels(node: Node): Labels {
  const selector = node.kind === "range" ? node.selector : node;
  if (selector.kind !== "selector") return Labels.empty;
  const pinned = new Map<string, string>();
  const seen = new Set<string>();
  for (const { name, operator, value } of selector.matchers) {
    if (name === "__name__") continue;
    if (operator === "=" && !seen.has(name)) {
      pinned.set(name, value);
      seen.add(name);
    } else {
      pinned.delete(name);
    }
  }
  return Labels.fromEntries([...pinned]);
}
