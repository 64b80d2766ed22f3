import { ByteReader } from "./bytes.ts";
import { addCountsBefore, readHeader } from "./encoding.ts";

/**
 * Adds to each of `sums` how many values of an encoded histogram lie in buckets below that one of these rising bucket
 * numbers; zeros lie below all. As `ExponentialHistogram.countsBefore` of the decoded one, without it. Returns its count;
 * throws MalformedHistogramError, and adds nothing, for bytes that are none.
 */
export function addEncodedCountsBefore(
  sums: Float64Array,
  firsts: ArrayLike<number>,
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): number {
  const header = readHeader(new ByteReader(bytes, start, end));
  addCountsBefore(sums, firsts, header);
  return header.count;
}
