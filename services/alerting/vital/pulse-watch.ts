/** How long no recorder has been heard of, by this process' own clock. */
export class PulseWatch {
  readonly #now: () => number;
  #heardMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#heardMs = now();
  }

  /** A pulse came, of whichever recorder. */
  heard(): void {
    this.#heardMs = this.#now();
  }

  /** Since the last pulse, or since the start where none has come yet. */
  ageSeconds(): number {
    return Math.max(0, this.#now() - this.#heardMs) / 1000;
  }
}
