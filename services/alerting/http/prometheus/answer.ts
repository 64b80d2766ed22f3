import type { FloatHistogram, InstantResult, Labels, ResultSeries, Sample } from "@mystocks/promql";

/** A value as Prometheus writes it in JSON. */
export function valueText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  // With an exponent from 1e21 on and below 1e-6, in JavaScript as in Prometheus.
  return Object.is(value, -0) ? "-0" : String(value);
}

/** As Prometheus writes an alert's value: with an exponent of two digits at least. */
export function exponentText(value: number): string {
  if (!Number.isFinite(value)) return valueText(value);
  const [mantissa, exponent] = value.toExponential().split("e") as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** A scalar never has an exponent. */
function scalarText(value: number): string {
  const text = valueText(value);
  if (!text.includes("e")) return text;
  const [, sign, whole, fraction = "", exponent] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text)!;
  const digits = `${whole}${fraction}`;
  const point = whole!.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}`;
}

const seconds = (timeMs: number) => timeMs / 1000;

export function instantData(result: InstantResult) {
  if (result.type === "matrix") return matrixData(result.series);
  if (result.type === "scalar")
    return { resultType: "scalar", result: [seconds(result.timeMs), scalarText(result.value)] };
  if (result.type === "string")
    return { resultType: "string", result: [seconds(result.timeMs), result.value] };
  return {
    resultType: "vector",
    result: result.samples.map((sample) => shownSample(sample, result.timeMs)),
  };
}

function shownSample({ labels, value, histogram }: Sample, timeMs: number) {
  const metric = labels.toRecord();
  if (histogram !== undefined) return { metric, histogram: [seconds(timeMs), shownHistogram(histogram)] };
  return { metric, value: [seconds(timeMs), valueText(value)] };
}

export function matrixData(series: readonly ResultSeries[]) {
  return {
    resultType: "matrix",
    result: series
      .toSorted((a, b) => byLabels(a.labels, b.labels))
      .map(({ labels, times, values, histograms }) => {
        const floats: [number, string][] = [];
        const sketches: [number, object][] = [];
        times.forEach((timeMs, at) => {
          const histogram = histograms?.[at];
          if (histogram === undefined) floats.push([seconds(timeMs), valueText(values[at]!)]);
          else sketches.push([seconds(timeMs), shownHistogram(histogram)]);
        });
        return {
          metric: labels.toRecord(),
          ...(floats.length > 0 && { values: floats }),
          ...(sketches.length > 0 && { histograms: sketches }),
        };
      }),
  };
}

/** Which ends belong to a bucket: 0 the upper, 1 the lower, 3 both. */
function shownHistogram(histogram: FloatHistogram) {
  return {
    count: valueText(histogram.count),
    sum: valueText(histogram.sum),
    buckets: histogram
      .buckets()
      .map(({ lower, upper, count }) => [
        lower <= 0 && upper >= 0 ? 3 : lower < 0 ? 1 : 0,
        valueText(lower),
        valueText(upper),
        valueText(count),
      ]),
  };
}

/** Prometheus' order: name by name, value by value. */
export function byLabels(a: Labels, b: Labels): number {
  for (let at = 0; at < Math.min(a.names.length, b.names.length); at++) {
    if (a.names[at] !== b.names[at]) return a.names[at]! < b.names[at]! ? -1 : 1;
    if (a.values[at] !== b.values[at]) return a.values[at]! < b.values[at]! ? -1 : 1;
  }
  return a.names.length - b.names.length;
}
