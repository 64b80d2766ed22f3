import { evaluateInstant, Labels, parse, PromqlError } from "@mystocks/promql";
import type { EvaluationOptions, FloatHistogram } from "@mystocks/promql";
import type { RuleWorld } from "../evaluate-rule.ts";
import { MemorySeries } from "../memory-series.ts";
import { formatDuration } from "../duration.ts";
import { parseRuleFile } from "../rule-file.ts";
import type { RuleGroup } from "../rule.ts";
import { newGroupRun, runGroup } from "../run-group.ts";
import type { GroupOptions, GroupRun } from "../run-group.ts";
import { formatHistogram } from "./histogram-text.ts";
import type { SeriesValue } from "./series-values.ts";
import { parseTestFile } from "./test-file.ts";
import type { AlertTest, ExpectedAlert, ExpressionTest, TestFile, TestGroup } from "./test-file.ts";

export interface TestFailure {
  group: string;
  /** In the test file; 0 when no test of it is meant. */
  line: number;
  message: string;
}

export interface TestReport {
  file: string;
  /** Tests of alerts and of expressions that were compared. */
  tests: number;
  failures: readonly TestFailure[];
}

export interface TestParts {
  /** The rule files that a test file names: patterns as written, relative to it. */
  ruleFiles: (patterns: readonly string[]) => readonly { file: string; text: string }[];
  /** How far ranges reach; Prometheus 3's way by default. */
  options?: Pick<EvaluationOptions, "rangeBoundary">;
}

/**
 * Runs a unit-test file of promtool, unchanged: no data means resolved, policies of our own don't count. Throws
 * RuleFileError when the file or a rule file can't be read.
 */
export function testRules(file: string, text: string, { ruleFiles, options = {} }: TestParts): TestReport {
  const test = parseTestFile(file, text);
  const groups = ruleFiles(test.rulePatterns).flatMap(
    (source) => parseRuleFile(source.file, source.text).groups,
  );
  const rank = new Map(test.groupOrder.map((name, index) => [name, index]));
  const ordered = [...groups].sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  const failures = test.groups.flatMap((group) => runTestGroup(test, group, ordered, options));
  const tests = test.groups.reduce(
    (sum, { alertTests, expressionTests }) => sum + alertTests.length + expressionTests.length,
    0,
  );
  return { file, tests, failures };
}

/** For people: one line a file, and each failure with what was expected and what came. */
export function formatTestReport({ file, tests, failures }: TestReport): string {
  if (failures.length === 0) return `${file}: ok, ${tests} tests`;
  const lines = failures.map(
    ({ group, line, message }) => `${file}${line === 0 ? "" : `:${line}`}: ${group}: ${message}`,
  );
  return [...lines, `${file}: ${failures.length} of ${tests} tests failed`].join("\n");
}

const AS_PROMETHEUS: GroupOptions = {
  mode: "prometheus",
  calendars: () => undefined,
  gapToleranceMs: Infinity,
};

function runTestGroup(
  test: TestFile,
  group: TestGroup,
  rules: readonly RuleGroup[],
  options: EvaluationOptions,
): TestFailure[] {
  const series = new MemorySeries();
  const loader = new SeriesLoader(series, group);
  const world: RuleWorld = {
    store: series,
    externalLabels: group.externalLabels,
    externalUrl: group.externalUrl,
    options: { ...options, defaultStepMs: test.evaluationIntervalMs },
    mode: "prometheus",
  };
  const failures: TestFailure[] = [];
  const runs = rules.map(newGroupRun);
  const pending = [...group.alertTests].sort((a, b) => a.evalTimeMs - b.evalTimeMs);
  const lastMs = Math.max(
    0,
    ...[...group.alertTests, ...group.expressionTests].map(({ evalTimeMs }) => evalTimeMs),
  );
  for (let sinceMs = 0; sinceMs <= lastMs; sinceMs += test.evaluationIntervalMs) {
    loader.loadUntil(group.startMs + sinceMs);
    const faults = tick(rules, runs, world, series, group, sinceMs);
    if (faults.length > 0) return [...failures, ...faults];
    while (pending.length > 0 && pending[0]!.evalTimeMs < sinceMs + test.evaluationIntervalMs)
      failures.push(...compareAlerts(pending.shift()!, rules, runs, group.name));
  }
  return [
    ...failures,
    ...group.expressionTests.flatMap((one) => compareSamples(one, world, group, test.isFuzzy)),
  ];
}

function tick(
  rules: readonly RuleGroup[],
  runs: GroupRun[],
  world: RuleWorld,
  series: MemorySeries,
  group: TestGroup,
  sinceMs: number,
): TestFailure[] {
  return rules.flatMap((ruleGroup, index) => {
    const ticked = runGroup(ruleGroup, world, series, runs[index]!, group.startMs + sinceMs, AS_PROMETHEUS);
    runs[index] = ticked.run;
    return ticked.failures.map(({ rule, message }) => ({
      group: group.name,
      line: 0,
      message: `rule ${rule.name} at ${formatDuration(sinceMs)}: ${message}`,
    }));
  });
}

/** Samples come into being as time passes: an evaluation sees none of the future. */
class SeriesLoader {
  readonly #series: MemorySeries;
  readonly #group: TestGroup;
  #next = 0;
  readonly #length: number;

  constructor(series: MemorySeries, group: TestGroup) {
    this.#series = series;
    this.#group = group;
    this.#length = Math.max(0, ...group.series.map(({ values }) => values.length));
  }

  loadUntil(atMs: number): void {
    const { startMs, intervalMs, series } = this.#group;
    for (; this.#next < this.#length && startMs + this.#next * intervalMs <= atMs; this.#next++)
      for (const { labels, values } of series)
        this.#append(labels, values, startMs + this.#next * intervalMs);
  }

  #append(labels: Labels, values: readonly SeriesValue[], atMs: number): void {
    const value = values[this.#next];
    if (value?.kind === "stale") this.#series.markStale(labels, atMs);
    else if (value?.kind === "number") this.#series.append(labels, atMs, value.value);
    else if (value?.kind === "histogram") this.#series.append(labels, atMs, hinted(values, this.#next));
  }
}

/** What Prometheus' storage knows of a running total: whether it went on or started anew since the sample before. */
function hinted(values: readonly SeriesValue[], index: number): FloatHistogram {
  const value = values[index] as Extract<SeriesValue, { kind: "histogram" }>;
  const before = values[index - 1];
  if (value.hasHint || before?.kind !== "histogram") return value.histogram;
  return value.histogram.withHint(value.histogram.isResetSince(before.histogram) ? "reset" : "not-reset");
}

function compareAlerts(
  test: AlertTest,
  rules: readonly RuleGroup[],
  runs: readonly GroupRun[],
  group: string,
): TestFailure[] {
  const got = rules.flatMap((ruleGroup, index) =>
    ruleGroup.rules
      .filter((rule) => rule.kind === "alert" && rule.name === test.alertname)
      .flatMap((rule) => Object.values(runs[index]!.states[rule.id]?.alerts ?? {}))
      .filter(({ condition }) => condition === "firing")
      .map(({ labels, annotations }): ExpectedAlert => ({
        labels,
        annotations: Labels.of(annotations).toRecord(),
      })),
  );
  const [expected, came] = [sortedTexts(test.expected), sortedTexts(got)];
  if (JSON.stringify(expected) === JSON.stringify(came)) return [];
  const message = `${test.alertname} at ${formatDuration(test.evalTimeMs)}:\n  expected ${shown(expected)}\n  came     ${shown(came)}`;
  return [{ group, line: test.line, message }];
}

function sortedTexts(alerts: readonly ExpectedAlert[]): string[] {
  return alerts
    .map(({ labels, annotations }) => `${Labels.of(labels).toString()} ${Labels.of(annotations).toString()}`)
    .sort();
}

function compareSamples(
  test: ExpressionTest,
  world: RuleWorld,
  group: TestGroup,
  isFuzzy: boolean,
): TestFailure[] {
  const fail = (message: string) => [
    {
      group: group.name,
      line: test.line,
      message: `${test.expr} at ${formatDuration(test.evalTimeMs)}: ${message}`,
    },
  ];
  try {
    const result = evaluateInstant(
      parse(test.expr),
      world.store,
      group.startMs + test.evalTimeMs,
      world.options,
    );
    if (result.type !== "vector" && result.type !== "scalar")
      return fail("gives neither a vector nor a number");
    const samples =
      result.type === "vector" ? result.samples : [{ labels: Labels.empty, value: result.value }];
    const came = sorted(
      samples.map((one) => ({
        labels: one.labels,
        value: one.value,
        histogram: "histogram" in one ? formatHistogram(one.histogram) : undefined,
      })),
    );
    const expected = sorted(test.expected);
    const isSame =
      came.length === expected.length &&
      came.every((one, index) => sameSample(one, expected[index]!, isFuzzy));
    return isSame
      ? []
      : fail(`\n  expected ${shown(expected.map(sampleText))}\n  came     ${shown(came.map(sampleText))}`);
  } catch (error) {
    if (error instanceof PromqlError) return fail(error.message);
    throw error;
  }
}

type ComparedSample = ExpressionTest["expected"][number];

function sorted(samples: readonly ComparedSample[]): ComparedSample[] {
  return [...samples].sort((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
}

function sameSample(a: ComparedSample, b: ComparedSample, isFuzzy: boolean): boolean {
  if (!a.labels.equals(b.labels) || a.histogram !== b.histogram) return false;
  return (
    a.histogram !== undefined ||
    Object.is(a.value, b.value) ||
    a.value === b.value ||
    (isFuzzy && areNeighbours(a.value, b.value))
  );
}

/** Whether no float lies between. */
function areNeighbours(a: number, b: number): boolean {
  const middle = a / 2 + b / 2;
  return Number.isFinite(a) && Number.isFinite(b) && (middle === a || middle === b);
}

function sampleText({ labels, value, histogram }: ComparedSample): string {
  return `${labels.toString()} ${histogram ?? value}`;
}

function shown(texts: readonly string[]): string {
  return texts.length === 0 ? "nothing" : texts.join("\n           ");
}
