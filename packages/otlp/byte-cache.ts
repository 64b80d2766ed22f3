interface Entry<T> {
  hash: number;
  bytes: Uint8Array;
  value: T;
}

const LONGEST_HASHED = 64;

/**
 * Values by a run of bytes, found without making a string. Two entries a slot, the older one gives way, so
 * it is bounded by its size and by `longestKey` bytes a key, and no choice of keys makes a lookup slow.
 */
export class ByteCache<T> {
  readonly #entries: (Entry<T> | undefined)[];
  readonly #mask: number;
  readonly #longestKey: number;

  /** `slots` is a power of two. */
  constructor({ slots, longestKey }: { slots: number; longestKey: number }) {
    this.#entries = Array.from({ length: slots * 2 }, () => undefined);
    this.#mask = slots - 1;
    this.#longestKey = longestKey;
  }

  get(bytes: Uint8Array, from: number, to: number): T | undefined {
    const hash = hashOf(bytes, from, to);
    const slot = (hash & this.#mask) * 2;
    const first = this.#entries[slot];
    if (first !== undefined && first.hash === hash && same(first.bytes, bytes, from, to)) return first.value;
    const second = this.#entries[slot + 1];
    if (second === undefined || second.hash !== hash || !same(second.bytes, bytes, from, to))
      return undefined;
    this.#entries[slot] = second;
    this.#entries[slot + 1] = first;
    return second.value;
  }

  set(bytes: Uint8Array, from: number, to: number, value: T): void {
    if (to - from > this.#longestKey) return;
    const hash = hashOf(bytes, from, to);
    const slot = (hash & this.#mask) * 2;
    this.#entries[slot + 1] = this.#entries[slot];
    this.#entries[slot] = { hash, bytes: bytes.slice(from, to), value };
  }
}

/** Of long keys only some bytes: a collision costs a miss, never a wrong value, as keys are compared whole. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  const step = length <= LONGEST_HASHED ? 1 : 3;
  let hash = length ^ 0x811c9dc5;
  for (let at = from; at < to; at += step) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}

function same(key: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (key.length !== length) return false;
  for (let i = 0; i < length; i++) if (key[i] !== bytes[from + i]) return false;
  return true;
}
