import { Labels, parse } from "@mystocks/promql";
import { formatDuration } from "../duration.ts";
import type { RuleGroup } from "../rule.ts";
import { querySamples } from "../rule-world.ts";
import type { RuleWorld } from "../rule-world.ts";
import type { GroupRun } from "../run-group.ts";
import { formatHistogram } from "./histogram-text.ts";
import type { AlertTest, ExpectedAlert, ExpressionTest, TestGroup } from "./test-file.ts";

export interface TestFailure {
  group: string;
  /** In the test file; 0 when no test of it is meant. */
  line: number;
  message: string;
}

/** Alerts that fire, with labels and annotations. */
export function compareAlerts(
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

/** What an expression gives at an instant. */
export function compareSamples(
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
    const samples = querySamples(parse(test.expr), world, group.startMs + test.evalTimeMs);
    const came = sorted(
      samples.map((one) => ({
        labels: one.labels,
        value: one.value,
        histogram: one.histogram === undefined ? undefined : formatHistogram(one.histogram),
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
    if (error instanceof Error) return fail(error.message);
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
