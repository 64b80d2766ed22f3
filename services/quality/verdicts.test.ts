import { expect, test } from "@jest/globals";
import { countVerdicts, scoreOf, worstVerdict } from "./verdicts.ts";

test.each([
  [["pass", "skipped"], "pass"],
  [["skipped"], "skipped"],
  [["pass", "unknown"], "unknown"],
  [["unknown", "warn"], "warn"],
  [["warn", "error"], "error"],
  [["error", "fail", "pass"], "fail"],
  [[], "unknown"],
])("the worst of %j is %s", (verdicts, worst) => {
  expect(worstVerdict(countVerdicts(verdicts))).toBe(worst);
});

test.each([
  [["pass", "pass"], 100],
  [["pass", "warn"], 75],
  [["pass", "fail", "error"], 33.3],
  [["skipped", "unknown"], null],
  [["pass", "skipped"], 100],
])("the score of %j is %s", (verdicts, score) => {
  expect(scoreOf(verdicts)).toBe(score);
});
