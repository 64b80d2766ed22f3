import { ExponentialHistogram } from "@mystocks/histogram";
import { logNormal } from "./distributions.ts";

const SKETCH_VALUES = 100;

/** Time and size of the histogram on log-normal latencies; times are the median of the rounds and the slowest. */
export function measureCost(count: number, rounds: number): Record<string, number> {
  const seconds = logNormal(count);
  const nanoseconds = seconds.map((value) => Math.round(value * 1e9));
  const sketches = sketchesOf(nanoseconds);
  const encoded = sketches.map((sketch) => sketch.encode());
  const whole = merged(sketches, (all, sketch) => all.merge(sketch));
  const fromBytes = merged(encoded, (all, bytes) => all.mergeEncoded(bytes));
  if (Buffer.compare(whole.encode(), fromBytes.encode()) !== 0) throw new Error("the two merges differ");

  const sizes = encoded.map((bytes) => bytes.length);
  return {
    ...timed("record_ns", rounds, count * 1e-3, () => {
      const histogram = new ExponentialHistogram();
      for (const value of seconds) histogram.record(value);
      return histogram;
    }),
    ...timed("record_nanoseconds_ns", rounds, count * 1e-3, () => {
      const histogram = new ExponentialHistogram();
      for (const value of nanoseconds) histogram.recordNanoseconds(value);
      return histogram;
    }),
    ...timed("merge_us", rounds, sketches.length, () => merged(sketches, (all, sketch) => all.merge(sketch))),
    ...timed("merge_encoded_us", rounds, sketches.length, () =>
      merged(encoded, (all, bytes) => all.mergeEncoded(bytes)),
    ),
    ...timed("encode_us", rounds, sketches.length, () => sketches.map((sketch) => sketch.encode())),
    mean_size_of_100_bytes: sizes.reduce((sum, size) => sum + size, 0) / sizes.length,
    largest_size_of_100_bytes: Math.max(...sizes),
  };
}

function sketchesOf(nanoseconds: Float64Array): ExponentialHistogram[] {
  return Array.from({ length: nanoseconds.length / SKETCH_VALUES }, (_, i) => {
    const sketch = new ExponentialHistogram();
    for (const ns of nanoseconds.subarray(i * SKETCH_VALUES, (i + 1) * SKETCH_VALUES))
      sketch.recordNanoseconds(ns);
    return sketch;
  });
}

function merged<T>(
  parts: readonly T[],
  merge: (all: ExponentialHistogram, part: T) => ExponentialHistogram,
): ExponentialHistogram {
  return parts.reduce(merge, new ExponentialHistogram());
}

/** Microseconds of a round divided by `per`; one round before is for the compiler. */
function timed(name: string, rounds: number, per: number, round: () => unknown): Record<string, number> {
  round();
  const times = Array.from({ length: rounds }, () => {
    const start = performance.now();
    round();
    return ((performance.now() - start) * 1e3) / per;
  }).sort((a, b) => a - b);
  return { [name]: times[times.length >> 1]!, [`slowest_${name}`]: times.at(-1)! };
}
