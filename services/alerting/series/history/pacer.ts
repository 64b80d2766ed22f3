import { setImmediate } from "node:timers/promises";

/** Longer than this nobody else waits for the thread; the judge is to keep its second. */
const MOST_MS = 15;

/** For long work on the thread that judges: gives way to other work as often as it must. */
export class Pacer {
  #sinceMs = performance.now();

  /** Milliseconds since others last had their turn. */
  get heldMs(): number {
    return performance.now() - this.#sinceMs;
  }

  /** Between two pieces of work. */
  async rest(): Promise<void> {
    if (this.heldMs >= MOST_MS) await this.giveWay();
  }

  async giveWay(): Promise<void> {
    await setImmediate();
    this.#sinceMs = performance.now();
  }
}
