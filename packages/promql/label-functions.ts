import type { CallNode } from "./ast.ts";
import type { Labels } from "./labels.ts";
import { checkDistinct } from "./names.ts";
import type { VectorPlan } from "./plan.ts";
import { anchoredRegex } from "./regex.ts";
import type { AnchoredRegex } from "./regex.ts";
import { Vector } from "./vector.ts";

/** What can't be: a label with an empty name, or a regular expression that is none. */
export class BadArgumentError extends Error {
  readonly node: CallNode;

  constructor(node: CallNode, message: string) {
    super(message);
    this.node = node;
  }
}

export function compileLabelReplace(
  node: CallNode,
  inner: VectorPlan,
  strings: readonly string[],
): VectorPlan {
  const [target, replacement, source, pattern] = strings as [string, string, string, string];
  if (target === "") throw new BadArgumentError(node, "invalid destination label name in label_replace(): ");
  const regex = regexOf(node, pattern);
  return relabelled(node, inner, (labels) => {
    const match = regex.exec(labels.get(source));
    return match === null ? labels : labels.with(target, expand(replacement, match));
  });
}

function regexOf(node: CallNode, pattern: string): AnchoredRegex {
  try {
    return anchoredRegex(pattern);
  } catch {
    throw new BadArgumentError(node, `invalid regular expression in label_replace(): ${pattern}`);
  }
}

/** `$1`, `$name` and `${name}` in Go's way: a name is as long as it can be, and `$$` is a dollar. */
function expand(template: string, match: RegExpExecArray): string {
  return template.replace(/\$(?:(\$)|(\w+)|\{(\w+)\})/gu, (_, dollar, bare, braced) => {
    if (dollar !== undefined) return "$";
    const name = (bare ?? braced) as string;
    return (/^\d+$/u.test(name) ? match[Number(name)] : match.groups?.[name]) ?? "";
  });
}

export function compileLabelJoin(node: CallNode, inner: VectorPlan, strings: readonly string[]): VectorPlan {
  const [target, separator, ...sources] = strings as [string, string, ...string[]];
  if (target === "") throw new BadArgumentError(node, "invalid destination label name in label_join(): ");
  if (sources.includes("")) throw new BadArgumentError(node, "invalid source label name in label_join(): ");
  return relabelled(node, inner, (labels) =>
    labels.with(target, sources.map((source) => labels.get(source)).join(separator)),
  );
}

function relabelled(node: CallNode, inner: VectorPlan, change: (labels: Labels) => Labels): VectorPlan {
  const changed = new WeakMap<Labels, Labels>();
  return {
    type: "vector",
    at(run, timeMs) {
      const input = inner.at(run, timeMs);
      const result = new Vector();
      for (let i = 0; i < input.length; i++) {
        const labels = input.labels[i]!;
        let relabelledAs = changed.get(labels);
        if (relabelledAs === undefined) changed.set(labels, (relabelledAs = change(labels)));
        result.push(relabelledAs, input.valueAt(i));
      }
      checkDistinct(run, node, result);
      return result;
    },
  };
}
