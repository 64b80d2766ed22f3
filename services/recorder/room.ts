/** The memory that bodies and their records may take, from the first byte read to the answer. */
export class Room {
  readonly capacityBytes: number;
  #used = 0;
  #waiting: (() => void)[] = [];

  constructor(capacityBytes: number) {
    this.capacityBytes = capacityBytes;
  }

  get usedBytes(): number {
    return this.#used;
  }

  get isFull(): boolean {
    return this.#used >= this.capacityBytes;
  }

  /** False, and nothing taken, when it does not fit. A single body fits an empty room whatever its size. */
  take(bytes: number): boolean {
    if (this.#used > 0 && this.#used + bytes > this.capacityBytes) return false;
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
    this.wake();
  }

  /** Resolves at the next `give` or `wake`. */
  changed(): Promise<void> {
    return new Promise((wake) => this.#waiting.push(wake));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
