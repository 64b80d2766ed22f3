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
    const { bytes, at: start, end } = reader;
    this.#makeRoom(end - start);
    const { slots, counts } = this;
    // Of the last byte there is no next one.
    const last = end - 1;
    let length = 0;
    let slot = -1;
    let sum = 0;
    let at = start;
    while (at < end) {
      const token = bytes[at]!;
      if (at < last) {
        const next = bytes[at + 1]!;
        const hasCount = token & 1;
        // No question whether it has: a processor would guess wrongly every other time.
        if ((token | (next & -hasCount)) < 0x80) {
          const count = 1 + ((next + 1) & -hasCount);
          at += 1 + hasCount;
          slot += 1 + (token >> 1);
          slots[length] = slot;
          counts[length++] = count;
          sum += count;
          continue;
        }
      }
      const long = reader.varintAt(at);
      if (long > 2 * span) throw reader.malformed("has a bucket outside its span");
      const count = (long & 1) === 1 ? reader.varint() + 2 : 1;
      at = reader.at;
      slot += 1 + (long >>> 1);
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
