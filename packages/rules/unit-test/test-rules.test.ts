import { expect, test } from "@jest/globals";
import { formatTestReport, RuleFileError, testRules, testRuleSteps } from "../index.ts";

const RULES = `groups:
- name: first
  rules:
  - record: doubled
    expr: m * 2
- name: second
  rules:
  - alert: High
    expr: doubled > 4
    for: 2m
    labels: {severity: page, region: "{{ $externalLabels.region }}"}
    annotations: {summary: "{{ $labels.host }} at {{ $value }}"}
`;
const parts = { ruleFiles: (patterns: readonly string[]) => patterns.map((file) => ({ file, text: RULES })) };

function run(tests: string, head = "") {
  return testRules("test.yml", `rule_files: [rules.yml]\n${head}tests:\n${tests}`, parts);
}

const ONE = `- interval: 1m
  name: one
  external_labels: {region: eu}
  input_series:
  - {series: 'm{host="a"}', values: "1 3x5 1 _ _"}
  alert_rule_test:
  - eval_time: 2m
    alertname: High
    exp_alerts: []
  - eval_time: 3m30s
    alertname: High
    exp_alerts:
    - exp_labels: {severity: page, region: eu, host: a}
      exp_annotations: {summary: a at 6}
  - {eval_time: 7m, alertname: High}
  promql_expr_test:
  - expr: doubled
    eval_time: 1m
    exp_samples: [{labels: 'doubled{host="a"}', value: 6}]
  - expr: ALERTS_FOR_STATE
    eval_time: 3m
    exp_samples: [{labels: 'ALERTS_FOR_STATE{alertname="High",host="a",region="eu",severity="page"}', value: 60}]
  - {expr: "count(m) - 1", eval_time: 0m, exp_samples: [{value: 0}]}
`;

test("tests that hold give no failure, with groups in the order asked for", () => {
  const report = run(ONE, "evaluation_interval: 1m\ngroup_eval_order: [first, second]\n");
  expect(report).toEqual({ file: "test.yml", tests: 6, failures: [] });
  expect(formatTestReport(report)).toBe("test.yml: ok, 6 tests");
});

test("a rule of a later group sees recorded series a step late when the order is the other way round", () => {
  const { failures } = run(ONE, "group_eval_order: [second, first]\n");
  expect(failures.map(({ line }) => line)).toEqual([13, 18, 23]);
});

test("a test that does not hold tells its line, what was expected and what came", () => {
  const report = run(
    ONE.replace("summary: a at 6", "summary: a at 7").replace("value: 0}", "value: 1}"),
    "group_eval_order: [first, second]\n",
  );
  expect(report.failures).toMatchObject([{ group: "one", line: 13 }, { line: 26 }]);
  expect(formatTestReport(report)).toContain("test.yml:13: one: High at 3m30s:\n  expected");
  expect(formatTestReport(report)).toMatch(/2 of 6 tests failed$/);
});

test("a test can be run evaluation by evaluation, with the same report in the end", () => {
  const steps = testRuleSteps("test.yml", `rule_files: [rules.yml]\ntests:\n${ONE}`, parts);
  for (let evaluations = 0; ; evaluations++) {
    const step = steps.next();
    if (step.done !== true) continue;
    expect(step.value).toEqual(run(ONE));
    // Eight minutes, and three expressions.
    expect(evaluations).toBe(11);
    break;
  }
});

test("a rule that can't be evaluated ends the test with its name", () => {
  const rules = "groups:\n- name: g\n  rules:\n  - {record: bad, expr: m + on () m}\n";
  const tests =
    'tests:\n- input_series: [{series: m, values: 1}, {series: "m{a=\\"b\\"}", values: 1}]\n  promql_expr_test: [{expr: "1", eval_time: 0}]\n';
  const report = testRules("test.yml", `rule_files: [x]\n${tests}`, {
    ruleFiles: () => [{ file: "x", text: rules }],
  });
  expect(report.failures).toMatchObject([{ message: expect.stringContaining("rule bad at 0s: ") }]);
});

test("numbers may differ in the last bit only when the file says so", () => {
  const tests = "- promql_expr_test: [{expr: 0.1 + 0.2, eval_time: 0, exp_samples: [{value: 0.3}]}]\n";
  expect(run(tests).failures).toHaveLength(1);
  expect(run(tests, "fuzzy_compare: true\n").failures).toEqual([]);
});

test("annotations of our own are shown as Prometheus shows them, and no data resolves", () => {
  const rules =
    "groups:\n- name: g\n  rules:\n  - {alert: A, expr: m > 1, annotations: {mystocks_no_data: hold}}\n";
  const tests = `tests:
- input_series: [{series: m, values: "2 stale"}]
  alert_rule_test:
  - {eval_time: 0, alertname: A, exp_alerts: [{exp_annotations: {mystocks_no_data: hold}}]}
  - {eval_time: 1m, alertname: A}
`;
  expect(
    testRules("t.yml", `rule_files: [x]\n${tests}`, { ruleFiles: () => [{ file: "x", text: rules }] })
      .failures,
  ).toEqual([]);
});

test.each([
  ["tests:\n- input_serie: []", 2, "input_series"],
  ["tests:\n- input_series: [{series: 'm{', values: 1}]", 2, undefined],
  ["tests:\n- input_series: [{series: m, values: '1 b'}]", 2, undefined],
  ["tests:\n- alert_rule_test: [{eval_time: 1m}]", 2, undefined],
  ["group_eval_order: [a, a]", 1, undefined],
  ["evaluation_interval: often", 1, undefined],
  [
    "tests:\n- input_series:\n  - {series: m, values: 1x1999999}\n  - {series: n, values: 1x1999999}",
    4,
    undefined,
  ],
])("%p is refused with its line", (text, line, near) => {
  let error: unknown;
  try {
    testRules("test.yml", text, parts);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(RuleFileError);
  expect((error as RuleFileError).problems[0]).toMatchObject({
    file: "test.yml",
    line,
    ...(near === undefined ? {} : { near }),
  });
});
