import { HIGHEST_INDEX, LOWEST_INDEX } from "./buckets.ts";
import type { BucketWindow } from "./bucket-window.ts";
import { ByteWriter } from "./bytes.ts";
import type { ByteReader } from "./bytes.ts";
import type { ExactSeconds } from "./exact-seconds.ts";
import { Tokens } from "./tokens.ts";

/*
 * version 1 | zero count | span of bucket indices | first index (zigzag, when span > 0)
 *   | when there are values: sum seconds, sum nanoseconds, min, max | a token per non-empty bucket
 * All numbers are varints. A time is nanoseconds + 1, or 0 and a double when it is no whole number of
 * them. A token is the empty buckets before it × 2, + 1 when count - 2 follows; most take one byte.
 */
const VERSION = 1;

type Contents = { zeroCount: number; sum: ExactSeconds; min: number; max: number; window: BucketWindow };

export type Header = {
  count: number;
  zeroCount: number;
  /** Index of the first non-empty bucket; the last is `first + span - 1`. */
  first: number;
  span: number;
  seconds: number;
  nanoseconds: number;
  min: number;
  max: number;
};

export function writeHistogram({ zeroCount, sum, min, max, window }: Contents): Uint8Array {
  const writer = new ByteWriter();
  const span = Math.max(0, window.high - window.low + 1);
  writer.varint(VERSION);
  writer.varint(zeroCount);
  writer.varint(span);
  if (span > 0) writer.varint(window.low < 0 ? -2 * window.low - 1 : 2 * window.low);
  if (span === 0 && zeroCount === 0) return writer.finish();
  writer.varint(sum.seconds);
  writer.varint(sum.nanoseconds);
  writeTime(writer, min);
  writeTime(writer, max);
  writeTokens(writer, window);
  return writer.finish();
}

// Read and used within one call, so it carries no state.
const scratch = new Tokens();

/** Reads and checks everything, so that `applyTokens` can't fail half-way. */
export function readHeader(reader: ByteReader): Header {
  const version = reader.varint();
  if (version !== VERSION) throw reader.malformed(`has version ${version}, known is ${VERSION}`);
  const zeroCount = reader.varint();
  const span = reader.varint();
  const first = span > 0 ? readFirstIndex(reader, span) : 0;
  const empty = span === 0 && zeroCount === 0;
  const seconds = empty ? 0 : reader.varint();
  const nanoseconds = empty ? 0 : reader.varint();
  if (nanoseconds >= 1e9) throw reader.malformed("has a sum with over 999,999,999 ns");
  const min = empty ? Infinity : readTime(reader);
  const max = empty ? -Infinity : readTime(reader);
  if (!empty && min > max) throw reader.malformed("has a minimum above its maximum");
  const count = zeroCount + scratch.read(reader, span);
  if (count > Number.MAX_SAFE_INTEGER) throw reader.malformed("has over 2^53 - 1 values");
  return { count, zeroCount, first, span, seconds, nanoseconds, min, max };
}

/** Adds the counts of the header that was read last to a window that covers its span. */
export function applyTokens({ first }: Header, { counts, offset }: BucketWindow): void {
  const { slots, counts: added, length } = scratch;
  const shift = first - offset;
  for (let at = 0; at < length; at++) counts[slots[at]! + shift]! += added[at]!;
}

/** Adds what the header that was read last counts below each of these rising bucket numbers; zeros lie below all. */
export function addCountsBefore(
  sums: Float64Array,
  firsts: ArrayLike<number>,
  { first, zeroCount }: Header,
): void {
  const { slots, counts, length } = scratch;
  let next = 0;
  let passed = zeroCount;
  for (let at = 0; at < firsts.length; at++) {
    const end = firsts[at]! - first;
    while (next < length && slots[next]! < end) passed += counts[next++]!;
    sums[at]! += passed;
  }
}

function writeTokens(writer: ByteWriter, { counts, offset, low, high }: BucketWindow): void {
  const end = high - offset + 1;
  let next = low - offset;
  for (let slot = next; slot < end; slot++) {
    const count = counts[slot]!;
    if (count === 0) continue;
    writer.varint((slot - next) * 2 + (count === 1 ? 0 : 1));
    if (count > 1) writer.varint(count - 2);
    next = slot + 1;
  }
}

function readFirstIndex(reader: ByteReader, span: number): number {
  const zigzag = reader.varint();
  const first = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
  if (first < LOWEST_INDEX || first + span - 1 > HIGHEST_INDEX) {
    throw reader.malformed("has a bucket outside the range of durations");
  }
  return first;
}

function writeTime(writer: ByteWriter, seconds: number): void {
  const nanoseconds = Math.round(seconds * 1e9);
  if (nanoseconds < Number.MAX_SAFE_INTEGER && nanoseconds / 1e9 === seconds) {
    writer.varint(nanoseconds + 1);
  } else {
    writer.varint(0);
    writer.double(seconds);
  }
}

function readTime(reader: ByteReader): number {
  const token = reader.varint();
  if (token > 0) return (token - 1) / 1e9;
  const seconds = reader.double();
  if (!(seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER))
    throw reader.malformed("has a time that is none");
  return seconds;
}
