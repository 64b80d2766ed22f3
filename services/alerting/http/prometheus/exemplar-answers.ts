import { parse, PromqlError, selectorsOf, type LeafSelector } from "@mystocks/promql";
import type { Execution } from "../../evidence/exemplars.ts";
import { OPERATION_DURATION, operationLabels } from "../../series/operation-series.ts";
import type { HttpParts } from "../parts.ts";
import { valueText } from "./answer.ts";
import { told } from "./find-series.ts";
import { BadData, type Parameters } from "./parameters.ts";

/** Metrics whose points lead to a trace. */
const TRACED = new Set([OPERATION_DURATION, `${OPERATION_DURATION}_bucket`]);
/** Of one answer: more than a picture can show. */
const MOST = 10_000;

/** Traces of the slowest and the failed operations behind what the expression reads, by series. */
export function queryExemplars({ exemplars }: HttpParts, ask: Parameters) {
  const sinceMs = ask.timeOr("start", -Infinity);
  const untilMs = ask.timeOr("end", Infinity);
  if (untilMs < sinceMs) throw new BadData("end timestamp must not be before start timestamp");
  const traced = leavesOf(ask).filter(({ metricName }) => TRACED.has(metricName ?? ""));
  const found = exemplars
    .find({ labels: {}, selectors: [], sinceMs, limit: MOST })
    .filter(({ exemplar }) => endMs(exemplar) <= untilMs);
  return { data: traced.flatMap((leaf) => seriesOf(leaf, found)) };
}

function leavesOf(ask: Parameters): readonly LeafSelector[] {
  try {
    return selectorsOf(parse(ask.text("query")));
  } catch (error) {
    if (error instanceof PromqlError) throw new BadData(told(error));
    throw error;
  }
}

function seriesOf({ matchers, metricName = "" }: LeafSelector, executions: readonly Execution[]) {
  const bySeries = Map.groupBy(executions, ({ operation }) => operation.id);
  return [...bySeries.values()].flatMap((ofSeries) => {
    const labels = operationLabels(ofSeries[0]!.operation).with("__name__", metricName);
    // A bucket's bound is no label of an operation, and a slow one lies in all that hold it.
    const isMeant = matchers.every(
      (matcher) => matcher.name === "le" || matcher.matches(labels.get(matcher.name)),
    );
    if (!isMeant) return [];
    const shown = ofSeries.map(({ exemplar }) => shownExemplar(exemplar));
    return [{ seriesLabels: labels.toRecord(), exemplars: shown.sort((a, b) => a.timestamp - b.timestamp) }];
  });
}

function shownExemplar(exemplar: Execution["exemplar"]) {
  const { traceId, spanId, durationNs } = exemplar;
  return {
    labels: { trace_id: traceId, span_id: spanId },
    value: valueText(Number(durationNs) / 1e9),
    timestamp: endMs(exemplar) / 1000,
  };
}

const endMs = ({ endNs }: Execution["exemplar"]) => Number(BigInt(endNs) / 1_000_000n);
