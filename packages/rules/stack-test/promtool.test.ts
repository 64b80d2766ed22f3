import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { evaluateInstant, parse } from "@mystocks/promql";
import { MemorySeries, newGroupRun, parseRuleFile, runGroup, testRules } from "../index.ts";
import type { AlertState, RuleWorld } from "../index.ts";
import { parseMetric } from "../unit-test/metric-text.ts";
import { parseSeriesValues } from "../unit-test/series-values.ts";
import { randomCase } from "./random-rules.ts";
import type { RandomCase } from "./random-rules.ts";

const CASES = 40;
const STEPS = 60;
const MINUTE = 60_000;
// Debian's promtool is of Prometheus 2.
const OPTIONS = { rangeBoundary: "closed" } as const;
const EXTERNAL_LABELS = { region: "eu" };
const EXTERNAL_URL = "http://monitor.example/prom";
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rules-promtool-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface StateSample {
  labels: string;
  value: number;
}

interface Observed {
  evalTime: string;
  alertname: string;
  firing: AlertState[];
}

/** What our engine says of each alert at each step; undefined when a rule can't be evaluated. */
function observe({
  rules,
  series,
}: RandomCase): { observed: Observed[]; samples: StateSample[] } | undefined {
  const { groups } = parseRuleFile("rules.yml", JSON.stringify(rules));
  const store = new MemorySeries();
  const inputs = series.map((one) => ({
    labels: parseMetric(one.series),
    values: parseSeriesValues(one.values),
  }));
  const world: RuleWorld = {
    store,
    externalLabels: EXTERNAL_LABELS,
    externalUrl: EXTERNAL_URL,
    mode: "prometheus",
    options: { ...OPTIONS, defaultStepMs: MINUTE },
  };
  const runs = groups.map(newGroupRun);
  const observed: Observed[] = [];
  for (let step = 0; step < STEPS; step++) {
    for (const { labels, values } of inputs) {
      const value = values[step]!;
      if (value.kind === "number") store.append(labels, step * MINUTE, value.value);
      else if (value.kind === "stale") store.markStale(labels, step * MINUTE);
    }
    for (const [index, group] of groups.entries()) {
      const tick = runGroup(group, world, store, runs[index]!, step * MINUTE, {
        mode: "prometheus",
        calendars: () => undefined,
        gapToleranceMs: Infinity,
      });
      if (tick.failures.length > 0) return undefined;
      runs[index] = tick.run;
      for (const rule of group.rules) {
        if (rule.kind !== "alert") continue;
        const alerts = Object.values(tick.run.states[rule.id]!.alerts);
        const firing = alerts.filter(({ condition }) => condition === "firing");
        observed.push({ evalTime: `${step}m`, alertname: rule.name, firing });
      }
    }
  }
  return { observed, samples: stateSamples(store) };
}

/** Series of pending and firing alerts at the end. */
function stateSamples(store: MemorySeries): StateSample[] {
  const result = evaluateInstant(parse("ALERTS_FOR_STATE or ALERTS"), store, (STEPS - 1) * MINUTE, OPTIONS);
  if (result.type !== "vector") throw new Error("no vector");
  return result.samples.map(({ labels, value }) => ({ labels: labels.toString(), value }));
}

function writeCase(
  name: string,
  one: RandomCase,
  observed: readonly Observed[],
  samples: readonly StateSample[],
): string {
  const rulesFile = join(folder, `${name}.rules.yml`);
  const testFile = join(folder, `${name}.test.yml`);
  writeFileSync(rulesFile, JSON.stringify(one.rules));
  const tests = [
    {
      interval: "1m",
      input_series: one.series,
      external_labels: EXTERNAL_LABELS,
      external_url: EXTERNAL_URL,
      alert_rule_test: observed.map(({ evalTime, alertname, firing }) => ({
        eval_time: evalTime,
        alertname,
        exp_alerts: firing.map(({ labels, annotations }) => ({
          exp_labels: labels,
          exp_annotations: annotations,
        })),
      })),
      promql_expr_test: [
        { expr: "ALERTS_FOR_STATE or ALERTS", eval_time: `${STEPS - 1}m`, exp_samples: samples },
      ],
    },
  ];
  writeFileSync(
    testFile,
    JSON.stringify({
      rule_files: [rulesFile],
      evaluation_interval: "1m",
      group_eval_order: ["one", "two"],
      tests,
    }),
  );
  return testFile;
}

function promtool(...files: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("promtool", ["test", "rules", ...files], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  return { status, output: stdout + stderr };
}

const readRuleFiles = (testFile: string) => (patterns: readonly string[]) =>
  patterns
    .flatMap((pattern) => globSync(resolve(dirname(testFile), pattern)))
    .map((file) => ({ file, text: readFileSync(file, "utf8") }));

const withPromtool = hasPromtool ? test : test.skip;

withPromtool(
  "promtool and this engine fire the same alerts, labels and annotations at every step of random rules",
  () => {
    const files: string[] = [];
    let assertions = 0;
    let refused = 0;
    for (let seed = 1; files.length < CASES; seed++) {
      const one = randomCase(seed, STEPS);
      const seen = observe(one);
      if (seen === undefined) {
        // A rule that gives one label set twice: promtool must refuse to go on, too.
        refused++;
        expect(promtool(writeCase(`refused-${seed}`, one, [], [{ labels: "x", value: 0 }])).output).toContain(
          "same labelset",
        );
        continue;
      }
      assertions += seen.observed.length;
      files.push(writeCase(`case-${seed}`, one, seen.observed, seen.samples));
    }
    const { status, output } = promtool(...files);
    const failed = output.indexOf("FAILED");
    expect(failed === -1 ? "" : output.slice(failed, failed + 2000)).toBe("");
    expect(status).toBe(0);
    expect(assertions).toBeGreaterThanOrEqual(CASES * STEPS * 6);
    console.log(
      `${assertions} states of alerts agree with promtool, ${refused} rule sets are refused by both`,
    );
    for (const file of files.slice(0, 10))
      expect(
        testRules(file, readFileSync(file, "utf8"), { ruleFiles: readRuleFiles(file), options: OPTIONS })
          .failures,
      ).toEqual([]);
  },
);

withPromtool("the comparison notices an alert that comes one step late", () => {
  const one = randomCase(1, STEPS);
  const seen = observe(one)!;
  const late = seen.observed.map((state, index) => ({
    ...state,
    firing: seen.observed[Math.max(0, index - 6)]!.firing,
  }));
  const file = writeCase("late", one, late, seen.samples);
  expect(promtool(file).status).toBe(1);
  const report = testRules(file, readFileSync(file, "utf8"), {
    ruleFiles: readRuleFiles(file),
    options: OPTIONS,
  });
  expect(report.failures.length).toBeGreaterThan(0);
});

withPromtool("Prometheus takes a file with policies of our own for an ordinary one", () => {
  const annotations = {
    mystocks_no_data: "fire",
    mystocks_no_data_for: "1h",
    mystocks_calendar: "XSHG",
    mystocks_flap: "off",
  };
  const rules = { groups: [{ name: "g", rules: [{ alert: "A", expr: "m > 1", annotations }] }] };
  const file = join(folder, "policies.yml");
  writeFileSync(file, JSON.stringify(rules));
  expect(parseRuleFile(file, JSON.stringify(rules)).groups).toHaveLength(1);
  expect(spawnSync("promtool", ["check", "rules", "--lint-fatal", file]).status).toBe(0);
});
