import {
  evaluateInstant,
  evaluateRange,
  format,
  parse,
  PromqlError,
  type EvaluationOptions,
  type Expression,
  type InstantResult,
} from "@mystocks/promql";
import type { HttpParts } from "../parts.ts";
import { instantData, matrixData } from "./answer.ts";
import { told } from "./find-series.ts";
import { BadData, noDuration, stepParameter, type Parameters } from "./parameters.ts";
import { shortened } from "./shortened.ts";

const MOST_POINTS = 11_000;
const MOST_SAMPLES = 20_000_000;
/** A query is computed in one go and rules wait for it, so that it gets seconds, not Prometheus' two minutes. */
const MOST_MS = 5000;

/** Answered as Prometheus answers it: 503, errorType `timeout`. */
export class QueryTimeout extends Error {
  override name = "QueryTimeout";
}

export function instantQuery({ live, now }: HttpParts, ask: Parameters) {
  const limit = ask.limit();
  const atMs = ask.timeOr("time", now());
  const options = optionsOf(ask);
  const result = evaluateInstant(expressionOf(ask), live.store, atMs, options);
  const { data, warnings } = limitedInstant(result, limit);
  return { ...result, data: instantData(data), warnings: [...result.warnings, ...warnings] };
}

export function rangeQuery({ live }: HttpParts, ask: Parameters) {
  const limit = ask.limit();
  const window = windowOf(ask);
  const options = optionsOf(ask);
  const expression = expressionOf(ask);
  if (expression.type !== "scalar" && expression.type !== "vector")
    throw new BadData(
      `invalid parameter "query": invalid expression type ${JSON.stringify(TYPES[expression.type])} for range query, must be Scalar or instant Vector`,
    );
  const result = evaluateRange(expression, live.store, window, options);
  const { data, warnings = [] } = shortened(result.series, limit);
  return { ...result, data: matrixData(data), warnings: [...result.warnings, ...warnings] };
}

/** The expression in one line, as Prometheus writes it. */
export function formatQuery(ask: Parameters) {
  return { data: format(expressionOf(ask)) };
}

const TYPES = { scalar: "scalar", string: "string", vector: "instant vector", matrix: "range vector" };

function windowOf(ask: Parameters) {
  const startMs = ask.time("start");
  const endMs = ask.time("end");
  if (endMs < startMs)
    throw new BadData('invalid parameter "end": end timestamp must not be before start time');
  const stepMs = stepParameter("step", ask.text("step"));
  if (Math.floor((endMs - startMs) / stepMs) > MOST_POINTS)
    throw new BadData(
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  return { startMs, endMs, stepMs };
}

function expressionOf(ask: Parameters): Expression {
  try {
    return parse(ask.text("query"));
  } catch (error) {
    if (error instanceof PromqlError) throw new BadData(`invalid parameter "query": ${told(error)}`);
    throw error;
  }
}

function optionsOf(ask: Parameters): EvaluationOptions {
  const patienceMs = Math.min(ask.duration("timeout") ?? MOST_MS, MOST_MS);
  const lookbackMs = lookback(ask);
  const endMs = performance.now() + patienceMs;
  return {
    maxSamples: MOST_SAMPLES,
    ...(lookbackMs > 0 && { lookbackMs }),
    checkpoint() {
      if (performance.now() >= endMs) throw new QueryTimeout("query timed out in expression evaluation");
    },
  };
}

/** 0: as usual. */
function lookback(ask: Parameters): number {
  const text = ask.text("lookback_delta");
  try {
    return ask.duration("lookback_delta") ?? 0;
  } catch {
    throw new BadData(`error parsing lookback delta duration: ${noDuration(text)}`);
  }
}

function limitedInstant(result: InstantResult, limit: number | undefined) {
  if (result.type === "vector") {
    const { data, warnings = [] } = shortened(result.samples, limit);
    return { data: { ...result, samples: [...data] }, warnings };
  }
  if (result.type !== "matrix") return { data: result, warnings: [] };
  const { data, warnings = [] } = shortened(result.series, limit);
  return { data: { ...result, series: [...data] }, warnings };
}
