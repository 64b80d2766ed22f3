import type { LRLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { PromQLExtension } from "@prometheus-io/codemirror-promql";
import { yamlWithExpressions } from "./yaml-with-expressions.ts";

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
  return [yamlWithExpressions(expressions.parser), ...support];
}
