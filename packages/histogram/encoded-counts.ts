import { ByteReader } from "./bytes.ts";
import { countsBefore, readHeader } from "./encoding.ts";

/**
 * Of an encoded histogram its count, and how many values lie in buckets below each of these rising bucket numbers;
 * zeros lie below all. As `ExponentialHistogram.countsBefore` of the decoded one, without it. Throws
 * MalformedHistogramError for bytes that are none.
 */
export function encodedCountsBefore(
  bytes: Uint8Array,
  firsts: ArrayLike<number>,
): { count: number; before: number[] } {
  const header = readHeader(new ByteReader(bytes));
  return { count: header.count, before: countsBefore(header, firsts) };
}
