import type { Reading } from "./flow.ts";

const DENSE_MS = 3_700_000;
const SPARSE_MS = 60_000;
const KEPT_MS = 24 * 3_600_000 + SPARSE_MS;

/** Every reading of the last hour, one a minute of the last day. */
export class History {
  #sparse: Reading[] = [];
  #dense: Reading[] = [];

  add(reading: Reading): void {
    this.#dense.push(reading);
    while (this.#dense[0]!.atMs < reading.atMs - DENSE_MS) {
      const aged = this.#dense.shift()!;
      const newest = this.#sparse.at(-1);
      if (newest === undefined || aged.atMs - newest.atMs >= SPARSE_MS) this.#sparse.push(aged);
    }
    while (this.#sparse.length > 0 && this.#sparse[0]!.atMs < reading.atMs - KEPT_MS) this.#sparse.shift();
  }

  /** By rising time. */
  readings(): readonly Reading[] {
    return [...this.#sparse, ...this.#dense];
  }
}
