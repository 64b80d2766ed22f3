import type { Contract } from "@mystocks/checks";
import type { OperationPulse } from "@mystocks/events";

/** As MyStocks names them, and as SQL does. */
const WRITES = /^(save|insert|update|delete|merge|copy|truncate|upsert)\b/i;
/** Between two runs that loads have asked for, so that a loader that never rests is not judged without end. */
const PAUSE_MS = 15_000;
/** A run of this many milliseconds may take this share of the time at most. */
const MOST_SHARE = 0.05;

/** When to judge a dataset because something was written to it: soon after a load, and no more than it can bear. */
export class AfterLoad {
  readonly #contracts: () => readonly Contract[];
  readonly #judge: (contract: Contract) => Promise<void>;
  readonly #notBefore = new Map<string, number>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  readonly #now: () => number;
  #isStopped = false;

  constructor(
    contracts: () => readonly Contract[],
    judge: (contract: Contract) => Promise<void>,
    now: () => number = Date.now,
  ) {
    this.#contracts = contracts;
    this.#judge = judge;
    this.#now = now;
  }

  hear(pulses: readonly OperationPulse[]): void {
    const tables = pulses.flatMap(({ operation: { type, operation, collection } }) =>
      WRITES.test(type) || WRITES.test(operation) ? [collection.slice(collection.lastIndexOf(".") + 1)] : [],
    );
    if (tables.length === 0) return;
    const written = new Set(tables);
    for (const contract of this.#contracts()) if (written.has(contract.table)) this.#ask(contract);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
  }

  /** Several loads within a pause are one run after it. */
  #ask(contract: Contract): void {
    if (this.#isStopped || this.#waiting.has(contract.id)) return;
    const waitMs = Math.max(0, (this.#notBefore.get(contract.id) ?? 0) - this.#now());
    this.#waiting.set(
      contract.id,
      setTimeout(() => void this.#run(contract), waitMs),
    );
  }

  async #run(contract: Contract): Promise<void> {
    const begunMs = this.#now();
    this.#waiting.delete(contract.id);
    this.#notBefore.set(contract.id, begunMs + PAUSE_MS);
    await this.#judge(contract);
    const tookMs = this.#now() - begunMs;
    this.#notBefore.set(contract.id, begunMs + Math.max(PAUSE_MS, tookMs / MOST_SHARE));
  }
}
