import type { EvaluationOptions } from "@mystocks/promql";
import { formatDuration } from "../duration.ts";
import { MemorySeries } from "../memory-series.ts";
import { parseRuleFile } from "../rule-file.ts";
import type { RuleGroup } from "../rule.ts";
import type { RuleWorld } from "../rule-world.ts";
import { newGroupRun, runGroup } from "../run-group.ts";
import type { GroupOptions, GroupRun } from "../run-group.ts";
import { compareAlerts, compareSamples } from "./compare.ts";
import type { TestFailure } from "./compare.ts";
import { SeriesLoader } from "./series-loader.ts";
import { parseTestFile } from "./test-file.ts";
import type { TestFile, TestGroup } from "./test-file.ts";

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
  /** Of all series of the file together; 3 million when left out. */
  mostValues?: number;
}

/**
 * Runs a unit-test file of promtool, unchanged: no data means resolved, policies of our own don't count. Throws
 * RuleFileError when the file or a rule file can't be read.
 */
export function testRules(file: string, text: string, parts: TestParts): TestReport {
  const steps = testRuleSteps(file, text, parts);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same evaluation by evaluation: whoever runs it may do other things in between. */
export function* testRuleSteps(
  file: string,
  text: string,
  { ruleFiles, options = {}, mostValues }: TestParts,
): Generator<undefined, TestReport> {
  const test = parseTestFile(file, text, mostValues);
  const groups = ruleFiles(test.rulePatterns).flatMap(
    (source) => parseRuleFile(source.file, source.text).groups,
  );
  const rank = new Map(test.groupOrder.map((name, index) => [name, index]));
  const ordered = [...groups].sort((a, b) => (rank.get(a.name) ?? 0) - (rank.get(b.name) ?? 0));
  const failures: TestFailure[] = [];
  for (const group of test.groups) failures.push(...(yield* runTestGroup(test, group, ordered, options)));
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

function* runTestGroup(
  test: TestFile,
  group: TestGroup,
  rules: readonly RuleGroup[],
  options: EvaluationOptions,
): Generator<undefined, TestFailure[]> {
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
    yield;
  }
  for (const one of group.expressionTests) {
    failures.push(...compareSamples(one, world, group, test.isFuzzy));
    yield;
  }
  return failures;
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
