import { doubleOfJson, intOfJson, pairsOfJson } from "./any-value.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { Sketch } from "./histogram-sketch.ts";
import { countOf, explicitSketch, exponentialSketch } from "./histogram-sketch.ts";
import type { JsonObject } from "./json-body.ts";
import { enumOf, objectsOf, optionalObject, textOf, unsignedOf } from "./json-body.ts";
import { labelsOf } from "./labels.ts";
import { metricsRequest } from "./metrics-message.ts";
import { Rejections } from "./rejections.ts";
import type { ResourceRecord, SampleRecord } from "./records.ts";
import { readRequest, recordsOf } from "./request-blocks.ts";
import { storedText } from "./stored-text.ts";
import { inSeconds, timeUnitOf } from "./time-unit.ts";
import type { Encoding } from "./traces.ts";

const DELTA = 1;
const NO_RECORDED_VALUE = 1;
const NAMES = { blocks: "resourceMetrics", scopes: "scopeMetrics", records: "metrics" };
const LATEST_NS = 2n ** 63n - 1n;

export interface DecodedMetrics {
  samples: SampleRecord[];
  /** Data points left out: for the partial success of the answer. */
  rejected: number;
  /** Why, and what was stored with less than was sent; each reason once. */
  problems: string[];
}

/**
 * An ExportMetricsServiceRequest's data points. Throws MalformedOtlp for a body that is no such request;
 * nothing of it is to be used.
 */
export function decodeMetrics(body: Uint8Array, encoding: Encoding, context: DecodeContext): DecodedMetrics {
  const samples: SampleRecord[] = [];
  const rejections = new Rejections();
  for (const [metric, resource] of recordsOf(readRequest(body, encoding, metricsRequest), NAMES, context)) {
    for (const sample of samplesOf(metric, resource, rejections)) samples.push(sample);
  }
  return { samples, rejected: rejections.count, problems: rejections.problems };
}

interface Series {
  resource: ResourceRecord;
  name: string;
  unit: string;
}

function* samplesOf(
  metric: JsonObject,
  resource: ResourceRecord,
  rejections: Rejections,
): Generator<SampleRecord> {
  const name = storedText(textOf(metric["name"], "metric.name"), 128);
  const series = { resource, name, unit: storedText(textOf(metric["unit"], "metric.unit"), 32) };
  for (const [kind, read] of Object.entries(READERS)) {
    const data = optionalObject(metric[kind], kind);
    for (const point of objectsOf(data["dataPoints"], `${kind}.dataPoints`)) {
      if ((enumOf(point["flags"], "flags") & NO_RECORDED_VALUE) !== 0) continue;
      const sample = name === "" ? "a metric without a name" : read(point, series, data, rejections);
      if (typeof sample === "string") rejections.add(sample);
      else yield sample;
    }
  }
}

type PointReader = (
  point: JsonObject,
  series: Series,
  data: JsonObject,
  rejections: Rejections,
) => SampleRecord | string;

const READERS: Record<string, PointReader> = {
  gauge: (point, series) => numberSample(point, series, "gauge", false),
  sum: (point, series, data) => {
    const type = data["isMonotonic"] === true ? "counter" : "gauge";
    return numberSample(point, series, type, isDelta(data));
  },
  histogram: (point, series, data, rejections) => {
    const unit = timeUnitOf(series.unit, series.name);
    return histogramSample(point, series, isDelta(data), explicitSketch(point, unit ?? "s"), rejections);
  },
  exponentialHistogram: (point, series, data, rejections) => {
    const unit = timeUnitOf(series.unit, series.name);
    return histogramSample(point, series, isDelta(data), exponentialSketch(point, unit ?? "s"), rejections);
  },
  summary: () => "summaries are not stored: their quantiles can't be merged",
};

function isDelta(data: JsonObject): boolean {
  return enumOf(data["aggregationTemporality"], "aggregationTemporality") === DELTA;
}

function numberSample(
  point: JsonObject,
  series: Series,
  type: "counter" | "gauge",
  delta: boolean,
): SampleRecord | string {
  const start = startOf(point, series);
  if (typeof start === "string") return start;
  const value =
    point["asInt"] === undefined || point["asInt"] === null
      ? doubleOfJson(point["asDouble"] ?? NaN, "asDouble")
      : Number(intOfJson(point["asInt"], "asInt"));
  if (!Number.isFinite(value)) return `${series.name}: a value that is no number`;
  return {
    ...start,
    type,
    unit: series.unit,
    delta,
    value,
    sum: undefined,
    sketch: undefined,
    rebucketed: false,
  };
}

function histogramSample(
  point: JsonObject,
  series: Series,
  delta: boolean,
  { bytes, rebucketed, problem }: Sketch,
  rejections: Rejections,
): SampleRecord | string {
  const start = startOf(point, series);
  if (typeof start === "string") return start;
  if (problem !== undefined) rejections.add(`${series.name}: ${problem}`, 0);
  const timeUnit = timeUnitOf(series.unit, series.name);
  const sum =
    point["sum"] === undefined || point["sum"] === null ? undefined : doubleOfJson(point["sum"], "sum");
  return {
    ...start,
    type: "histogram",
    unit: timeUnit === undefined ? series.unit : "s",
    delta,
    value: countOf(point["count"] ?? 0, "count"),
    sum: sum === undefined || !Number.isFinite(sum) ? undefined : inSeconds(sum, timeUnit ?? "s"),
    sketch: bytes,
    rebucketed,
  };
}

/** What all samples have; or why the point is rejected. */
function startOf(
  point: JsonObject,
  { resource, name }: Series,
): Pick<SampleRecord, "resource" | "name" | "labels" | "timeNs"> | string {
  const timeNs = unsignedOf(point["timeUnixNano"], "timeUnixNano");
  if (timeNs === 0n || timeNs > LATEST_NS) return `${name}: a point without its time`;
  const labels = labelsOf(pairsOfJson(point["attributes"], "attributes"));
  if (labels === undefined) return `${name}: more than 16 attributes`;
  return { resource, name, labels, timeNs };
}
