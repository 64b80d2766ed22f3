import type { Logger } from "@mystocks/runtime";

/** A repeating fault is logged when it begins and when it is over; what lies between counts. */
export class Trouble {
  readonly #log: Logger;
  readonly #what: string;
  #faults = 0;

  constructor(log: Logger, what: string) {
    this.#log = log;
    this.#what = what;
  }

  report(error: unknown): void {
    this.#faults += 1;
    if (this.#faults === 1)
      this.#log.warn({ err: error }, `${this.#what} failed; it is tried again until it works`);
    else this.#log.debug({ err: error, faults: this.#faults }, `${this.#what} still fails`);
  }

  over(): void {
    if (this.#faults > 0) this.#log.info({ faults: this.#faults }, `${this.#what} works again`);
    this.#faults = 0;
  }
}
