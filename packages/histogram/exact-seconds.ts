const NANOSECONDS = 1e9;

/**
 * A sum of durations as whole seconds and whole nanoseconds: adding is exact, so the order of merges
 * can't be seen in the result. A plain double differs in its last digits by order.
 */
export class ExactSeconds {
  /** Whole seconds, at most 2^53 - 1. */
  seconds = 0;
  /** 0 to 999,999,999. */
  nanoseconds = 0;

  valueOf(): number {
    return this.seconds + this.nanoseconds / NANOSECONDS;
  }

  /** Throws RangeError, and changes nothing, when the sum would pass 2^53 - 1 seconds. */
  add(seconds: number, nanoseconds: number): void {
    let nextSeconds = this.seconds + seconds;
    let nextNanoseconds = this.nanoseconds + nanoseconds;
    if (nextNanoseconds >= NANOSECONDS) {
      nextSeconds += 1;
      nextNanoseconds -= NANOSECONDS;
    }
    if (nextSeconds > Number.MAX_SAFE_INTEGER) throw new RangeError("sum exceeds 2^53 - 1 seconds");
    this.seconds = nextSeconds;
    this.nanoseconds = nextNanoseconds;
  }

  /** Adds a value, rounded to the nanosecond, `times` times. Same errors as `add`. */
  addValue(value: number, times: number): void {
    const whole = Math.floor(value);
    this.addTimes(whole, Math.round((value - whole) * NANOSECONDS), times);
  }

  addTimes(seconds: number, nanoseconds: number, times: number): void {
    const product = nanoseconds * times;
    if (product > Number.MAX_SAFE_INTEGER || seconds * times > Number.MAX_SAFE_INTEGER) {
      this.#addBig(BigInt(seconds) * BigInt(times), BigInt(nanoseconds) * BigInt(times));
    } else {
      const carry = Math.floor(product / NANOSECONDS);
      this.add(seconds * times + carry, product - carry * NANOSECONDS);
    }
  }

  /** Takes away a sum that is part of this one. */
  subtract(other: ExactSeconds): void {
    this.seconds -= other.seconds;
    this.nanoseconds -= other.nanoseconds;
    if (this.nanoseconds < 0) {
      this.seconds -= 1;
      this.nanoseconds += NANOSECONDS;
    }
  }

  isBelow(other: ExactSeconds): boolean {
    if (this.seconds !== other.seconds) return this.seconds < other.seconds;
    return this.nanoseconds < other.nanoseconds;
  }

  #addBig(seconds: bigint, nanoseconds: bigint): void {
    this.add(Number(seconds + nanoseconds / 1_000_000_000n), Number(nanoseconds % 1_000_000_000n));
  }
}
