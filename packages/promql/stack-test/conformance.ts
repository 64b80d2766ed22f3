import type { EvaluationOptions, Series, SeriesStore } from "../index.ts";
import { judge, ourOutcome, theirOutcome } from "./compare.ts";
import type { Outcome, Points, Question } from "./compare.ts";
import type { RealPrometheus } from "../testing/index.ts";
import { ExpressionMaker } from "./expression-maker.ts";
import type { Dialect } from "./agreement.ts";
import { SPAN_MS, START_MS } from "./random-series.ts";
import { Random } from "./random.ts";

export type ConformanceOptions = {
  seed: number;
  dialect: Dialect;
  evaluation: EvaluationOptions;
  /** Ends when all of these are reached, or at the deadline. */
  leastOfEach: number;
  leastAssertions: number;
  deadlineMs: number;
};

export type ConformanceReport = {
  expressions: number;
  assertions: number;
  errors: number;
  mismatches: string[];
  counts: ReadonlyMap<string, number>;
};

const AT_ONCE = 4;
const SAME_LABELS = "same labelset";

/** Asks both engines the same random questions about the same series and compares every value. */
export async function compareWith(
  prometheus: RealPrometheus,
  series: readonly Series[],
  options: ConformanceOptions,
): Promise<ConformanceReport> {
  const random = new Random(options.seed);
  const maker = new ExpressionMaker(random, options.dialect, options.leastOfEach);
  const store = storeOf(series);
  const report = {
    expressions: 0,
    assertions: 0,
    errors: 0,
    mismatches: [] as string[],
    counts: maker.counts,
  };
  const isDone = (): boolean =>
    Date.now() > options.deadlineMs || (report.assertions >= options.leastAssertions && maker.isEachUsed);
  while (!isDone()) {
    const questions = Array.from({ length: AT_ONCE }, () => randomQuestion(maker, random));
    const answers = await Promise.all(
      questions.map((question) => ask(prometheus, question, options.dialect)),
    );
    for (const [i, question] of questions.entries()) {
      const ours = ourOutcome(question, store, options.evaluation);
      const { assertions, mismatches } = judge(ours, answers[i]!);
      report.expressions++;
      report.assertions += assertions;
      if ("error" in ours) report.errors++;
      if (mismatches.length > 0) report.mismatches.push(describe(question, mismatches));
    }
  }
  return report;
}

function storeOf(series: readonly Series[]): SeriesStore {
  return {
    select: (matchers) =>
      series.filter(({ labels }) => matchers.every((one) => one.matches(labels.get(one.name)))),
  };
}

/** On the grid of the samples half of the time, where every boundary is hit. */
function randomQuestion(maker: ExpressionMaker, random: Random): Question {
  const text = maker.expression();
  const startMs =
    START_MS + random.whole(40, 340) * 15_000 + (random.chance(0.5) ? 0 : random.whole(0, 14_999));
  if (random.chance(0.1)) return { text, startMs, endMs: startMs, stepMs: 1000 };
  const stepMs = random.pick([15_000, 30_000, 60_000, 17_123]);
  const endMs = Math.min(startMs + 14 * stepMs, START_MS + SPAN_MS);
  return { text, startMs, endMs: Math.max(endMs, startMs), stepMs };
}

async function ask(prometheus: RealPrometheus, question: Question, dialect: Dialect): Promise<Outcome> {
  const outcome = await askOnce(prometheus, question, dialect);
  const isStepwise =
    "error" in outcome && outcome.error.includes(SAME_LABELS) && question.endMs > question.startMs;
  return isStepwise ? askEachStep(prometheus, question, dialect) : outcome;
}

/**
 * Prometheus refuses a range query in which series become alike that are there at different times. Ours answers
 * what instant queries at its steps answer, as Prometheus' own do.
 */
async function askEachStep(
  prometheus: RealPrometheus,
  question: Question,
  dialect: Dialect,
): Promise<Outcome> {
  const { text, startMs, endMs, stepMs } = question;
  const points: Points = new Map();
  for (let atMs = startMs; atMs <= endMs; atMs += stepMs) {
    const step = await askOnce(prometheus, { text, startMs: atMs, endMs: atMs, stepMs }, dialect);
    if ("error" in step) return step;
    for (const [key, values] of step.points) {
      points.set(key, new Map([...(points.get(key) ?? []), ...values]));
    }
  }
  return { points };
}

async function askOnce(
  prometheus: RealPrometheus,
  { text, startMs, endMs, stepMs }: Question,
  dialect: Dialect,
): Promise<Outcome> {
  const query = dialect === "3" ? text : text.replaceAll("double_exponential_smoothing", "holt_winters");
  const seconds = (ms: number): string => String(ms / 1000);
  const answer =
    startMs === endMs
      ? await prometheus.query("query", { query, time: seconds(startMs) })
      : await prometheus.query("query_range", {
          query,
          start: seconds(startMs),
          end: seconds(endMs),
          step: seconds(stepMs),
        });
  return theirOutcome(answer);
}

function describe({ text, startMs, endMs, stepMs }: Question, mismatches: string[]): string {
  const when = startMs === endMs ? `at ${startMs}` : `from ${startMs} to ${endMs} each ${stepMs} ms`;
  return [`${text}\n  ${when}; ${mismatches.length} values differ`, ...mismatches.slice(0, 3)].join("\n  ");
}
