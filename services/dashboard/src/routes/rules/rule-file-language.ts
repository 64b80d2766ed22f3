import { yamlLanguage } from "@codemirror/lang-yaml";
import type { LRLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import type { Input, SyntaxNodeRef } from "@lezer/common";
import { parseMixed } from "@lezer/common";
import { PromQLExtension } from "@prometheus-io/codemirror-promql";

/** PromQL with completion of the metrics and labels that are live in Monitor. */
export function promql(): [LRLanguage, ...Extension[]] {
  return new PromQLExtension()
    .activateLinter(false)
    .setComplete({ remote: { url: "/prometheus", httpMethod: "GET" } })
    .asExtension() as [LRLanguage, ...Extension[]];
}

/** A rule file: YAML, with PromQL where an expression stands. */
export function ruleFile(): Extension {
  const [expressions, ...support] = promql();
  const wrap = parseMixed((node, input) =>
    isExpression(node, input) ? { parser: expressions.parser } : null,
  );
  return [yamlLanguage.configure({ wrap }), ...support];
}

/** The value of the key `expr`, on its line or as a block below it. */
function isExpression({ name, node }: SyntaxNodeRef, input: Input): boolean {
  if (name !== "Literal" && name !== "BlockLiteralContent") return false;
  const pair = name === "Literal" ? node.parent : node.parent?.parent;
  const key = pair?.name === "Pair" ? pair.getChild("Key") : null;
  return key !== null && key !== undefined && input.read(key.from, key.to) === "expr";
}
