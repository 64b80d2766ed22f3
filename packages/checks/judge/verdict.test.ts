import { expect, test } from "@jest/globals";
import type { Bound } from "../contract/contract.ts";
import { boundText, heldAgainst } from "./verdict.ts";

const bound = (operator: Bound["operator"], limits: number[], level: Bound["level"] = "fail"): Bound => ({
  operator,
  limits,
  level,
});

test.each<[Bound["operator"], number[], number[], number[]]>([
  ["=", [0], [0], [1, -1]],
  ["!=", [0], [1], [0]],
  [">", [3], [4], [3, 2]],
  [">=", [3], [3, 4], [2]],
  ["<", [3], [2], [3]],
  ["<=", [3], [3], [3.1]],
  ["between", [1, 3], [1, 2, 3], [0, 4]],
  ["notBetween", [1, 3], [0, 4], [1, 2, 3]],
])("%s %j is met by %j and not by %j", (operator, limits, met, broken) => {
  const verdicts = (values: number[]) =>
    values.map((value) => heldAgainst(value, [bound(operator, limits)]).verdict);
  expect(verdicts(met)).toEqual(met.map(() => "pass"));
  expect(verdicts([...broken, Number.NaN])).toEqual([...broken, 0].map(() => "fail"));
});

test("the worst broken bound decides, and a pass names the strictest", () => {
  const bounds = [bound("<=", [10]), bound("<=", [5], "warn")];
  const said = (value: number) => {
    const { verdict, bound } = heldAgainst(value, bounds);
    return [verdict, boundText(bound!, "percent")];
  };
  expect([3, 7, 12].map(said)).toEqual([
    ["pass", "<= 5 %"],
    ["warn", "<= 5 %"],
    ["fail", "<= 10 %"],
  ]);
});
