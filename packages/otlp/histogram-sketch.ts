import { fromExplicitBounds, fromOtlpExponential } from "@mystocks/histogram";
import type { TimeUnit } from "@mystocks/histogram";
import { doubleOfJson, intOfJson } from "./any-value.ts";
import type { JsonObject } from "./json-body.ts";
import { optionalObject } from "./json-body.ts";
import { MalformedOtlp } from "./malformed.ts";

const MOST_BUCKETS = 20_000;

export interface Sketch {
  /** Undefined when the point has no buckets, or values that are no durations. */
  bytes: Uint8Array | undefined;
  rebucketed: boolean;
  problem: string | undefined;
}

/** Of a HistogramDataPoint; values in `unit`, or in seconds' place whatever they measure. */
export function explicitSketch(point: JsonObject, unit: TimeUnit): Sketch {
  const bucketCounts = numbersOf(point["bucketCounts"], "bucketCounts", countOf);
  const bounds = numbersOf(point["explicitBounds"], "explicitBounds", doubleOfJson);
  if (bucketCounts.length === 0) return { bytes: undefined, rebucketed: false, problem: undefined };
  return encoded(() => fromExplicitBounds({ bounds, bucketCounts, ...totalsOf(point) }, unit));
}

/** Of an ExponentialHistogramDataPoint. */
export function exponentialSketch(point: JsonObject, unit: TimeUnit): Sketch {
  const positive = optionalObject(point["positive"], "positive");
  const negative = optionalObject(point["negative"], "negative");
  if (numbersOf(negative["bucketCounts"], "negative.bucketCounts", countOf).some((count) => count > 0)) {
    return { bytes: undefined, rebucketed: false, problem: "a histogram has negative values" };
  }
  const source = {
    scale: Number(intOfJson(point["scale"] ?? 0, "scale")),
    zeroCount: countOf(point["zeroCount"] ?? 0, "zeroCount"),
    positive: {
      offset: Number(intOfJson(positive["offset"] ?? 0, "positive.offset")),
      bucketCounts: numbersOf(positive["bucketCounts"], "positive.bucketCounts", countOf),
    },
    ...totalsOf(point),
  };
  return encoded(() => fromOtlpExponential(source, unit));
}

function encoded(make: () => { histogram: { encode(): Uint8Array }; rebucketed: boolean }): Sketch {
  try {
    const { histogram, rebucketed } = make();
    return { bytes: histogram.encode(), rebucketed, problem: undefined };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return {
      bytes: undefined,
      rebucketed: false,
      problem: `a histogram without its buckets: ${error.message}`,
    };
  }
}

function totalsOf(point: JsonObject) {
  const total = (name: string) =>
    point[name] === undefined || point[name] === null ? undefined : doubleOfJson(point[name], name);
  return { sum: total("sum"), min: total("min"), max: total("max") };
}

export function countOf(json: unknown, where: string): number {
  return Number(intOfJson(json, where));
}

function numbersOf(json: unknown, where: string, read: (json: unknown, where: string) => number): number[] {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) throw new MalformedOtlp(`${where} is no array`);
  if (json.length > MOST_BUCKETS) throw new MalformedOtlp(`${where} has ${json.length} buckets`);
  return json.map((item) => read(item, where));
}
