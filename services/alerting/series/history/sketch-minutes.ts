/** Encoded histograms of one series, where they lie among the rows that were fetched, to be taken minute by minute. */
export class SketchMinutes {
  readonly #minutes: number[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  /** Which of them come one after the other; undefined: as they were put. */
  #order: readonly number[] | undefined;
  #isOrdered = true;
  #next = 0;

  /** One that lies in `bytes` from `start` up to and without `end`. */
  put(minute: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#minutes.length > 0 && minute < this.#minutes.at(-1)!) this.#isOrdered = false;
    this.#minutes.push(minute);
    this.#bytes.push(bytes);
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** Those of the minute, as they were put; minutes are asked for in rising order, after all were put. */
  take(minute: number, visit: (bytes: Uint8Array, start: number, end: number) => void): void {
    if (!this.#isOrdered) this.#sort();
    for (; this.#next < this.#minutes.length; this.#next++) {
      const at = this.#order?.[this.#next] ?? this.#next;
      const own = this.#minutes[at]!;
      if (own > minute) return;
      if (own === minute) visit(this.#bytes[at]!, this.#starts[at]!, this.#ends[at]!);
    }
  }

  #sort(): void {
    this.#order = [...this.#minutes.keys()].sort((a, b) => this.#minutes[a]! - this.#minutes[b]!);
    this.#isOrdered = true;
  }
}
