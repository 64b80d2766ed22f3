import { expect, test } from "@jest/globals";
import { yamlLanguage } from "@codemirror/lang-yaml";
import { yamlWithExpressions } from "./yaml-with-expressions.ts";

const FILE = `groups:
  - name: mine
    rules:
      - alert: Slow
        expr: rate(slow_total[1m]) > 1
        annotations: { summary: "rate(other_total[1m])" }
      - alert: Late
        expr: |
          max(lag_seconds)
            > 5
`;
// Any parser will do to see what it is given; YAML's own has a node at its top that can be counted.
const tree = yamlWithExpressions(yamlLanguage.parser).parser.parse(FILE);

function languagesAt(text: string): number {
  let count = 0;
  for (let node = tree.resolveInner(FILE.indexOf(text) + 1, 1); ; node = node.parent) {
    if (node.name === "Stream") count++;
    if (node.parent === null) return count;
  }
}

test.each(["slow_total", "lag_seconds", "> 5"])("%s is within an expression", (text) => {
  expect(languagesAt(text)).toBe(2);
});

test.each(["Slow", "other_total", "expr: |"])("%s is not", (text) => {
  expect(languagesAt(text)).toBe(1);
});
