import { expect, test } from "@jest/globals";
import { syntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { ruleFile } from "./rule-file-language.ts";

const FILE = `groups:
  - name: mine
    rules:
      - alert: Slow
        expr: rate(slow_total[1m]) > 1
        annotations: { summary: "rate(slow_total[1m])" }
      - alert: Late
        expr: |
          max(lag_seconds)
            > 5
`;
const state = EditorState.create({ doc: FILE, extensions: ruleFile() });
const innermost = (text: string) => {
  const node = syntaxTree(state).resolveInner(FILE.indexOf(text) + 1, 1);
  const names = [];
  for (let at: typeof node | null = node; at !== null; at = at.parent) names.push(at.name);
  return names;
};

test.each(["slow_total", "lag_seconds"])("the expression with %s is read as PromQL", (metric) => {
  expect(innermost(metric)).toEqual(expect.arrayContaining(["VectorSelector", "PromQL"]));
});

test("what is no expression is YAML alone", () => {
  expect(innermost("alert: Slow")).not.toContain("PromQL");
  expect(innermost("summary:")).not.toContain("PromQL");
});
