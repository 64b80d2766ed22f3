import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { testRules } from "../index.ts";

const FOLDER = join(import.meta.dirname, "promtool-examples");
const read = (file: string) => ({ file, text: readFileSync(join(FOLDER, file), "utf8") });
const run = (file: string) =>
  testRules(file, read(file).text, { ruleFiles: (patterns) => patterns.map(read) });

test.each(["unittest.yml", "long-period.yml", "no-test-group-interval.yml", "start-time-test.yml"])(
  "promtool's own %s passes unchanged",
  (file) => {
    const report = run(file);
    expect(report.failures).toEqual([]);
    expect(report.tests).toBeGreaterThan(0);
  },
);

// How many of the tests fail is what promtool says, too.
test.each([
  ["failing.yml", 4],
  ["rules_run.yml", 1],
  ["rules_run_fuzzy.yml", 2],
  ["rules_run_no_fuzzy.yml", 2],
  ["bad-promql.yml", 1],
  ["bad-rules-error-test.yml", 1],
])("promtool's own %s fails as it is meant to", (file, failures) => {
  expect(run(file).failures).toHaveLength(failures);
});

test.each(["bad-input-series.yml", "bad-rules-syntax-test.yml"])("promtool's own %s is refused", (file) => {
  expect(() => run(file)).toThrow(/:\d+:\d+: /);
});
