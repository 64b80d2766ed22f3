interface Entry<T> {
  hash: number;
  key: DataView;
  value: T;
}

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

  get(view: DataView, from: number, to: number): T | undefined {
    const hash = hashOf(view, from, to);
    const slot = (hash & this.#mask) * 2;
    const first = this.#entries[slot];
    if (first !== undefined && first.hash === hash && same(first.key, view, from, to)) return first.value;
    const second = this.#entries[slot + 1];
    if (second === undefined || second.hash !== hash || !same(second.key, view, from, to)) return undefined;
    this.#entries[slot] = second;
    this.#entries[slot + 1] = first;
    return second.value;
  }

  set(view: DataView, from: number, to: number, value: T): void {
    if (to - from > this.#longestKey) return;
    const hash = hashOf(view, from, to);
    const slot = (hash & this.#mask) * 2;
    const start = view.byteOffset + from;
    const key = new DataView(view.buffer.slice(start, start + to - from));
    this.#entries[slot + 1] = this.#entries[slot];
    this.#entries[slot] = { hash, key, value };
  }
}

/** Four bytes at a time; the last four may overlap those before. */
function hashOf(view: DataView, from: number, to: number): number {
  let hash = to - from;
  if (hash >= 4) {
    const last = to - 4;
    for (let at = from; at < last; at += 4) hash = mixed(hash, view.getInt32(at, true));
    hash = mixed(hash, view.getInt32(last, true));
  } else {
    for (let at = from; at < to; at++) hash = mixed(hash, view.getUint8(at));
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) & 0x7fffffff;
}

function mixed(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x9e3779b1);
  return (product << 13) | (product >>> 19);
}

function same(key: DataView, view: DataView, from: number, to: number): boolean {
  const length = to - from;
  if (key.byteLength !== length) return false;
  if (length < 4) {
    for (let i = 0; i < length; i++) if (key.getUint8(i) !== view.getUint8(from + i)) return false;
    return true;
  }
  const last = length - 4;
  for (let i = 0; i < last; i += 4) if (key.getInt32(i) !== view.getInt32(from + i)) return false;
  return key.getInt32(last) === view.getInt32(to - 4);
}
