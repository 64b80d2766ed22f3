import { ExponentialHistogram } from "@mystocks/histogram";
import { FloatHistogram } from "../index.ts";
import type { Series } from "../index.ts";

/** Prometheus' remote write 1.0: protobuf in a snappy block, written by hand since it is the only use. */
export function writeRequest(
  series: readonly Series[],
  fromMs: number,
  toMs: number,
): Uint8Array<ArrayBuffer> {
  const request = series.flatMap((one) => field(1, timeSeries(one, fromMs, toMs)));
  return snappy(Uint8Array.from(request));
}

const STALE_BITS = [0x02, 0, 0, 0, 0, 0, 0xf0, 0x7f];

function timeSeries(series: Series, fromMs: number, toMs: number): number[] {
  const bytes = series.labels
    .entries()
    .flatMap(([name, value]) => field(1, [...text(1, name), ...text(2, value)]));
  for (let i = 0; i < series.length; i++) {
    const timeMs = series.times[i]!;
    if (timeMs < fromMs || timeMs >= toMs) continue;
    const isStale = series.stale?.[i] === 1;
    const histogram = series.histograms?.[i] as ExponentialHistogram | undefined;
    if (series.histograms === undefined) {
      append(bytes, field(2, sample(isStale ? STALE_BITS : double(series.values[i]!), timeMs)));
    } else {
      append(bytes, field(4, nativeHistogram(histogram ?? new ExponentialHistogram(), isStale, timeMs)));
    }
  }
  return bytes;
}

function append(bytes: number[], more: number[]): void {
  for (const byte of more) bytes.push(byte);
}

function sample(value: number[], timeMs: number): number[] {
  return [0x09, ...value, 0x10, ...varint(BigInt(timeMs))];
}

function nativeHistogram(histogram: ExponentialHistogram, isStale: boolean, timeMs: number): number[] {
  const { count, sum, schema, zeroThreshold, zeroCount, positive } =
    FloatHistogram.fromExponential(histogram);
  let before = 0;
  const deltas = [...positive.counts].flatMap((bucket) => {
    const delta = bucket - before;
    before = bucket;
    return varint(zigzag(delta));
  });
  const span = [
    ...tag(1, 0),
    ...varint(zigzag(positive.offset)),
    ...tag(2, 0),
    ...varint(BigInt(positive.counts.length)),
  ];
  return [
    ...tag(1, 0),
    ...varint(BigInt(count)),
    ...tag(3, 1),
    ...(isStale ? STALE_BITS : double(sum)),
    ...tag(4, 0),
    ...varint(zigzag(schema)),
    ...tag(5, 1),
    ...double(zeroThreshold),
    ...tag(6, 0),
    ...varint(BigInt(zeroCount)),
    ...(positive.counts.length === 0 ? [] : [...field(11, span), ...field(12, deltas)]),
    ...tag(15, 0),
    ...varint(BigInt(timeMs)),
  ];
}

function tag(number: number, wire: number): number[] {
  return varint(BigInt((number << 3) | wire));
}

function field(number: number, bytes: number[]): number[] {
  return [...tag(number, 2), ...varint(BigInt(bytes.length)), ...bytes];
}

function text(number: number, value: string): number[] {
  return field(number, [...new TextEncoder().encode(value)]);
}

function double(value: number): number[] {
  return [...new Uint8Array(Float64Array.of(value).buffer)];
}

function zigzag(value: number): bigint {
  const whole = BigInt(value);
  return whole < 0n ? -2n * whole - 1n : 2n * whole;
}

function varint(value: bigint): number[] {
  if (value < 0x80n) return [Number(value)];
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}

const LARGEST_LITERAL = 65_536;

/** A snappy block without compression: literals only. */
function snappy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts: number[] = varint(BigInt(bytes.length));
  for (let at = 0; at < bytes.length; at += LARGEST_LITERAL) {
    const literal = bytes.subarray(at, at + LARGEST_LITERAL);
    const last = literal.length - 1;
    parts.push(61 << 2, last & 0xff, last >> 8);
    for (const byte of literal) parts.push(byte);
  }
  return Uint8Array.from(parts);
}
