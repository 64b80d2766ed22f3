import { ExponentialHistogram } from "@mystocks/histogram";

/**
 * SQL for all sketches of a group as one value. pg fetches bytea as hex text (its binary mode passes bytes through
 * a UTF-8 string and breaks them), and one long value is several times cheaper to fetch than an array of short ones.
 */
export const SKETCH_LIST = "string_agg(int4send(length(sketch)) || sketch, ''::bytea)";

/** The merged histogram of what SKETCH_LIST gives. */
export function mergeSketchList(list: Uint8Array): ExponentialHistogram {
  const merged = new ExponentialHistogram();
  const lengths = new DataView(list.buffer, list.byteOffset, list.byteLength);
  for (let at = 0; at < list.length;) {
    const end = at + 4 + lengths.getInt32(at);
    merged.mergeEncoded(list.subarray(at + 4, end));
    at = end;
  }
  return merged;
}
