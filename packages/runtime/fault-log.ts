import type { Logger } from "./log.ts";

/** Says a repeating fault once, counts it, and says how often it came when it is over. */
export class FaultLog {
  readonly #log: Logger;
  readonly #open = new Map<string, number>();

  constructor(log: Logger) {
    this.#log = log;
  }

  fault(kind: string, error: unknown): void {
    const count = (this.#open.get(kind) ?? 0) + 1;
    this.#open.set(kind, count);
    if (count === 1) this.#log.warn({ err: error }, `${kind}; repeats are counted, not logged`);
  }

  healed(kind: string): void {
    const count = this.#open.get(kind);
    if (count === undefined) return;
    this.#open.delete(kind);
    this.#log.warn({ faults: count }, `${kind}: over after ${count}`);
  }
}
