const TICK_MS = 1000;

/**
 * Runs once a second. A run that takes longer than that is followed by as long a rest: saving and telling what it has
 * found takes many turns of the process, and would get one a run.
 */
export class SteadyTick {
  readonly #run: () => void;
  readonly #at: () => number;
  #timer: NodeJS.Timeout | undefined;
  #restUntil = -Infinity;

  /** at: milliseconds of a clock that nobody sets. */
  constructor(run: () => void, at = () => performance.now()) {
    this.#run = run;
    this.#at = at;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const beganAt = this.#at();
    if (beganAt < this.#restUntil) return;
    this.#run();
    const tookMs = this.#at() - beganAt;
    if (tookMs > TICK_MS) this.#restUntil = beganAt + 2 * tookMs;
  }
}
