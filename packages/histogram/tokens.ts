import type { ByteReader } from "./bytes.ts";

/**
 * The buckets of one encoded histogram that are not empty, read into arrays that are used again and again: most numbers
 * are of one byte, and a loop that reads those itself takes half the time of asking a reader for each.
 */
export class Tokens {
  /** How many there are. */
  length = 0;
  /** From 0, the first bucket of the span. */
  slots = new Int32Array(512);
  counts = new Float64Array(512);

  /** Those from where the reader stands to the end of its bytes; it stays there. Returns the sum of their counts. */
  read(reader: ByteReader, span: number): number {
    const { bytes, at: start } = reader;
    const end = bytes.length;
    this.#makeRoom(end - start);
    const { slots, counts } = this;
    let [length, slot, sum] = [0, -1, 0];
    for (let at = start; at < end;) {
      let token = bytes[at++]!;
      if (token >= 0x80) {
        token = reader.varintAt(at - 1);
        at = reader.at;
      }
      if (token > 2 * span) throw reader.malformed("has a bucket outside its span");
      slot += 1 + (token >>> 1);
      let count = 1;
      if ((token & 1) === 1) {
        // Past the end the reader says so.
        if (at < end && bytes[at]! < 0x80) count = bytes[at++]! + 2;
        else {
          count = reader.varintAt(at) + 2;
          at = reader.at;
        }
      }
      slots[length] = slot;
      counts[length++] = count;
      sum += count;
    }
    if (slot + 1 !== span) throw reader.malformed(`has buckets up to ${slot + 1} of a span of ${span}`);
    reader.at = start;
    this.length = length;
    return sum;
  }

  #makeRoom(most: number): void {
    if (most <= this.slots.length) return;
    this.slots = new Int32Array(2 * most);
    this.counts = new Float64Array(2 * most);
  }
}
