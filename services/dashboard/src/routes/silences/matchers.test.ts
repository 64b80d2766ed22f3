import { expect, test } from "@jest/globals";
import { matcherText, matchersOf, OPERATORS, operatorOf, withOperator } from "./matchers.ts";

test.each(OPERATORS)("%s is read as it was written", (operator) => {
  const matcher = withOperator({ name: "a", value: 'b"c', isRegex: false, isEqual: true }, operator);
  expect(operatorOf(matcher)).toBe(operator);
  expect(matcherText(matcher)).toBe(`a${operator}"b\\"c"`);
});

test("a silence of an alert is of what it is about, not of how bad it is", () => {
  const labels = { alertname: "Slow", severity: "critical", service: "market-data", kind: "tracked" };
  expect(matchersOf({ rule: "Slow", labels }).map(matcherText)).toEqual([
    'alertname="Slow"',
    'service="market-data"',
  ]);
});
