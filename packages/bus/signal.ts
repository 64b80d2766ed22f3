/** Wakes everyone who waits; a wake-up with nobody waiting is forgotten. */
export class Signal {
  #waiters: (() => void)[] = [];

  wait(): Promise<void> {
    return new Promise((wake) => this.#waiters.push(wake));
  }

  notify(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}
