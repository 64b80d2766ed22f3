import { evaluateInstant, evaluateRange, parse, PromqlError } from "../index.ts";
import type { EvaluationOptions, FloatHistogram, SeriesStore } from "../index.ts";
import type { ApiAnswer, ApiHistogram, ApiSeries } from "../testing/index.ts";

/** What is asked: at one time, or at each step. */
export type Question = { text: string; startMs: number; endMs: number; stepMs: number };

/** Values by label set and time; a label set is its JSON with sorted names. */
export type Points = Map<string, Map<number, number>>;
export type Outcome = { points: Points } | { error: string };

export type Verdict = { assertions: number; mismatches: string[] };

const RELATIVE_TOLERANCE = 1e-9;
const ABSOLUTE_TOLERANCE = 1e-9;

/** One assertion for each value that either side has, and one for an error. */
export function judge(ours: Outcome, theirs: Outcome): Verdict {
  if ("error" in ours || "error" in theirs) {
    if ("error" in ours && "error" in theirs) return { assertions: 1, mismatches: [] };
    const [who, error] =
      "error" in ours ? ["only ours", ours.error] : ["only theirs", (theirs as { error: string }).error];
    return { assertions: 1, mismatches: [`${who} fails: ${error}`] };
  }
  const mismatches: string[] = [];
  let assertions = 1;
  for (const key of new Set([...ours.points.keys(), ...theirs.points.keys()])) {
    const own = ours.points.get(key) ?? new Map<number, number>();
    const other = theirs.points.get(key) ?? new Map<number, number>();
    for (const timeMs of new Set([...own.keys(), ...other.keys()])) {
      assertions++;
      const [a, b] = [own.get(timeMs), other.get(timeMs)];
      if (!agree(a, b)) mismatches.push(`${key} at ${timeMs}: ours ${a}, theirs ${b}`);
    }
  }
  return { assertions, mismatches };
}

function agree(a: number | undefined, b: number | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  const difference = Math.abs(a - b);
  return (
    difference <= ABSOLUTE_TOLERANCE || difference <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b))
  );
}

export function ourOutcome(question: Question, store: SeriesStore, options: EvaluationOptions): Outcome {
  const { text, startMs, endMs, stepMs } = question;
  try {
    const expression = parse(text);
    const points: Points = new Map();
    if (startMs === endMs) {
      const result = evaluateInstant(expression, store, startMs, options);
      if (result.type !== "vector") throw new Error(`not a vector: ${text}`);
      for (const { labels, value, histogram } of result.samples) {
        add(points, labels.toRecord(), startMs, digest(histogram) ?? value);
      }
    } else {
      for (const series of evaluateRange(expression, store, { startMs, endMs, stepMs }, options).series) {
        const { labels, times, values, histograms } = series;
        for (const [i, timeMs] of times.entries()) {
          add(points, labels.toRecord(), timeMs, digest(histograms?.[i]) ?? values[i]!);
        }
      }
    }
    return { points };
  } catch (error) {
    if (error instanceof PromqlError) return { error: error.message };
    throw error;
  }
}

export function theirOutcome(answer: ApiAnswer): Outcome {
  if (answer.status === "error") return { error: answer.error };
  const { data } = answer;
  if (data.resultType === "scalar") return { error: "a scalar" };
  const points: Points = new Map();
  for (const series of data.result) {
    for (const [seconds, value] of valuesOf(series))
      add(points, series.metric, Math.round(seconds * 1000), value);
  }
  return { points };
}

function valuesOf({ value, values, histogram, histograms }: ApiSeries): [number, number][] {
  const numbers = [...(values ?? []), ...(value === undefined ? [] : [value])];
  const others = [...(histograms ?? []), ...(histogram === undefined ? [] : [histogram])];
  return [
    ...numbers.map(([seconds, text]): [number, number] => [seconds, numberOf(text)]),
    ...others.map(([seconds, one]): [number, number] => [seconds, digestOf(one)]),
  ];
}

/** A histogram as a result stands for itself by its count and sum. */
function digest(histogram: FloatHistogram | undefined): number | undefined {
  return histogram === undefined ? undefined : histogram.count * 1000 + histogram.sum;
}

function digestOf({ count, sum }: ApiHistogram): number {
  return numberOf(count) * 1000 + numberOf(sum);
}

function numberOf(text: string): number {
  if (text === "+Inf") return Infinity;
  if (text === "-Inf") return -Infinity;
  return Number(text);
}

function add(points: Points, labels: Record<string, string>, timeMs: number, value: number): void {
  const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  const series = points.get(key) ?? new Map<number, number>();
  points.set(key, series.set(timeMs, value));
}
