import { expect, test } from "@jest/globals";
import { checkRules, formatCheckReport, formatProblem, parseRuleFile, RuleFileError } from "./index.ts";
import type { AlertingRule, Problem } from "./index.ts";

const WHOLE = `groups:
  - name: storage
    interval: 30s
    query_offset: 10s
    limit: 50
    labels:
      team: data
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
        labels: {source: rule}
      - alert: SlowQueries
        expr: |
          histogram_quantile(0.95, rate(latency_seconds[5m]))
            > 5
        for: 1h30m
        keep_firing_for: 5m
        labels:
          severity: critical
          zone: 1
        annotations:
          summary: "{{ $labels.job }} is slow"
          runbook_url: https://runbooks.example/slow
          mystocks_no_data: fire
          mystocks_no_data_for: 1h
          mystocks_calendar: XSHG
          mystocks_flap: 5 in 1h quiet 20m
`;

function problemsOf(text: string): readonly Problem[] {
  try {
    parseRuleFile("rules.yml", text);
  } catch (error) {
    if (error instanceof RuleFileError) return error.problems;
    throw error;
  }
  return [];
}

/** A file with one alert, whose lines begin in line 5. */
const alertOf = (...lines: string[]) =>
  ["groups:", "- name: g", "  rules:", "  - alert: A", ...lines.map((line) => `    ${line}`)].join("\n");

test("a file of Prometheus is read whole", () => {
  const { groups, warnings } = parseRuleFile("rules.yml", WHOLE);
  expect(warnings).toEqual([]);
  expect(groups).toHaveLength(1);
  const [group] = groups;
  expect(group).toMatchObject({ name: "storage", intervalMs: 30_000, queryOffsetMs: 10_000, limit: 50 });
  const [record, alert] = group!.rules;
  expect(record).toMatchObject({ kind: "record", name: "job:errors:rate5m", line: 9 });
  expect(record!.labels).toEqual(
    new Map([
      ["team", "data"],
      ["source", "rule"],
    ]),
  );
  expect(alert).toMatchObject({
    kind: "alert",
    name: "SlowQueries",
    forMs: 5_400_000,
    keepFiringForMs: 300_000,
    severity: "critical",
    runbook: "https://runbooks.example/slow",
    policy: {
      noData: "fire",
      noDataHoldMs: 3_600_000,
      calendar: "XSHG",
      flap: { firings: 5, withinMs: 3_600_000, quietMs: 1_200_000 },
    },
  });
  expect([...(alert as AlertingRule).labels].map(([name, { text }]) => [name, text])).toEqual([
    ["team", "data"],
    ["severity", "critical"],
    ["zone", "1"],
  ]);
});

test("an empty file has no rules, anchors and merges are followed", () => {
  expect(parseRuleFile("rules.yml", "").groups).toEqual([]);
  expect(parseRuleFile("rules.yml", "groups:\n").groups).toEqual([]);
  const text = `groups:
- name: g
  rules:
  - &first {alert: A, expr: m > 1, labels: &labels {severity: page}}
  - <<: *first
    alert: B
    labels: {<<: *labels, zone: z}
`;
  const [a, b] = parseRuleFile("rules.yml", text).groups[0]!.rules;
  expect([a!.name, b!.name]).toEqual(["A", "B"]);
  expect([...b!.labels.keys()]).toEqual(["severity", "zone"]);
  expect(b!.expression.text).toBe("m > 1");
});

test("ids tell rules of one name apart and stay when other rules come", () => {
  const text =
    "groups:\n- name: g\n  rules:\n  - {alert: A, expr: m > 1}\n  - {alert: A, expr: m > 2, labels: {x: y}}\n";
  expect(parseRuleFile("f.yml", text).groups[0]!.rules.map(({ id }) => id)).toEqual([
    "f.yml;g;A;0",
    "f.yml;g;A;1",
  ]);
});

test.each<[string, string, Record<string, unknown>]>([
  ["unknown key of a file", "group: []", { line: 1, column: 1, key: "group", near: "groups" }],
  ["unknown key of a group", "groups:\n- name: g\n  intervall: 1m", { line: 3, column: 3, near: "interval" }],
  [
    "unknown key of a rule",
    alertOf("expr: m", "annotation: {}"),
    { line: 6, column: 5, key: "groups[0].rules[0].annotation", near: "annotations" },
  ],
  ["no list", "groups: {a: b}", { line: 1, column: 9, message: "must be a list" }],
  ["no map", "groups:\n- text", { line: 2, column: 3, came: "text" }],
  [
    "a name without end",
    alertOf("expr: m").replace(/alert: \S+/, `alert: ${"A".repeat(301)}`),
    { line: 4, message: "a name has at most 300 characters" },
  ],
  [
    "text that can't be stored",
    alertOf("expr: m", String.raw`annotations: { a: "x\0" }`),
    { line: 6, message: "the text holds what can't be stored" },
  ],
  [
    "a map merged into itself",
    alertOf("expr: m", "labels: &own { <<: *own }"),
    { line: 6, message: "a map is merged into itself" },
  ],
  [
    "a template without bottom",
    alertOf("expr: m", `annotations: { a: "${"{{ if true }}".repeat(5000)}${"{{ end }}".repeat(5000)}" }`),
    { line: 6, message: "template: nested too deeply" },
  ],
  [
    "brackets without bottom",
    alertOf("expr: m", `annotations: { a: "{{ ${"(".repeat(5000)}1${")".repeat(5000)} }}" }`),
    { line: 6, message: "template: nested too deeply" },
  ],
  ["a group without name", "groups:\n- rules: []", { key: "groups[0].name" }],
  [
    "a group twice",
    "groups:\n- name: g\n- name: g",
    { line: 3, message: expect.stringContaining('"g" stands twice') },
  ],
  [
    "no duration",
    alertOf("expr: m", "for: 5 minutes"),
    { line: 6, column: 10, came: "5 minutes", message: '"5 minutes" is no duration' },
  ],
  ["no number", "groups:\n- name: g\n  limit: many", { line: 3, came: "many" }],
  [
    "neither alert nor record",
    "groups:\n- name: g\n  rules:\n  - expr: m",
    { line: 4, key: "groups[0].rules[0]" },
  ],
  [
    "both alert and record",
    alertOf("record: r", "expr: m"),
    { message: "a rule records or alerts, not both" },
  ],
  ["no expression", alertOf("for: 5m"), { key: "groups[0].rules[0].expr" }],
  ["wrong PromQL", alertOf("expr: sum(m) by"), { line: 5, key: "groups[0].rules[0].expr" }],
  ["wrong PromQL on its second line", alertOf("expr: |", "  m >", "  )"), { line: 7, column: 7 }],
  ["wrong PromQL in quotes", alertOf('expr: "m > )"'), { line: 5, column: 16 }],
  ["a range vector", alertOf("expr: m[5m]"), { message: "the expression gives a range vector" }],
  ["a wrong type", alertOf("expr: rate(m)"), { line: 5 }],
  [
    "for of a recorded series",
    "groups:\n- name: g\n  rules:\n  - record: r\n    expr: m\n    for: 5m",
    { line: 6, column: 5 },
  ],
  [
    "braces in a name",
    'groups:\n- name: g\n  rules:\n  - record: "r{a=1}"\n    expr: m',
    { line: 4, column: 13 },
  ],
  ["the label __name__", alertOf("expr: m", "labels: {__name__: x}"), { line: 6, column: 14 }],
  [
    "a template that can't be parsed",
    alertOf("expr: m", "annotations:", '  summary: "at {{ $labls.x }}"'),
    { line: 7, column: 23, message: 'template: undefined variable "$labls"' },
  ],
  [
    "a template in a block",
    alertOf("expr: m", "annotations:", "  summary: |", "    first", "    {{ nope }}"),
    { line: 9, column: 12 },
  ],
  [
    "a template that never renders",
    alertOf("expr: m", 'labels: {level: "{{ if gt $value 5 }}a{{ end }}"}'),
    { line: 6, message: expect.stringContaining("compare the value with 5.0") },
  ],
  [
    "an unknown policy",
    alertOf("expr: m", "annotations: {mystocks_nodata: hold}"),
    { near: "mystocks_no_data" },
  ],
  [
    "an unknown behaviour",
    alertOf("expr: m", "annotations: {mystocks_no_data: hodl}"),
    { near: "hold", came: "hodl" },
  ],
  ["an unknown calendar", alertOf("expr: m", "annotations: {mystocks_calendar: XSGH}"), { near: "XSHG" }],
  [
    "a wrong flap rule",
    alertOf("expr: m", "annotations: {mystocks_flap: 3 per hour}"),
    { came: "3 per hour" },
  ],
  ["broken YAML", "groups:\n- name: g\n  rules: [", { message: expect.stringContaining("YAML") }],
  ["a key twice", alertOf("expr: m", "expr: n"), { line: 6, message: expect.stringContaining("YAML") }],
])("%s is refused with its place, what came and the way out", (_, text, expected) => {
  const problems = problemsOf(text);
  expect(problems[0]).toMatchObject({
    severity: "error",
    file: "rules.yml",
    remedy: expect.stringMatching(/\w/),
    ...expected,
  });
});

test("all problems of a file come at once", () => {
  const text = alertOf("expr: sum(", "for: long", "labels: {__name__: x}", "annotation: {}");
  expect(
    problemsOf(text)
      .map(({ line }) => line)
      .sort((a, b) => a - b),
  ).toEqual([5, 6, 7, 8]);
});

test("what works but is hardly meant is a warning", () => {
  const text = `${alertOf("expr: m", 'labels: {level: "{{ $value }}"}')}\n  - {alert: B, expr: m}\n  - {alert: B, expr: n}\n`;
  const { warnings } = parseRuleFile("rules.yml", text);
  expect(warnings).toMatchObject([
    {
      severity: "warning",
      line: 6,
      message: expect.stringContaining("makes each value an alert of its own"),
    },
    { severity: "warning", line: 8, message: "the same alert with the same labels stands in line 7" },
  ]);
});

test("a check tells of all files in lines that editors can follow", () => {
  const report = checkRules([
    { file: "good.yml", text: WHOLE },
    { file: "bad.yml", text: alertOf("expr: m", "fro: 5m") },
  ]);
  expect(report.isValid).toBe(false);
  expect(report.problems.map(formatProblem)).toEqual([
    'bad.yml:6:5: groups[0].rules[0].fro: unknown key "fro" (did you mean "for"? may stand here: record, alert, expr, for, keep_firing_for, labels, annotations)',
  ]);
  expect(formatCheckReport(report)).toMatch(
    /^error: bad\.yml:6:5: .*\nnot valid; .* 1 groups, 1 alerts, 1 recorded series$/,
  );
});
