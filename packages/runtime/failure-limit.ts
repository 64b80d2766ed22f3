/** Counts failures a source in a window; past the limit the source waits until the window ends. */
export class FailureLimit {
  readonly #failures = new Map<string, { count: number; until: number }>();
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #maxSources: number;

  constructor({ limit, windowMs, maxSources }: { limit: number; windowMs: number; maxSources: number }) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#maxSources = maxSources;
  }

  isBlocked(source: string, nowMs: number): boolean {
    const held = this.#failures.get(source);
    return held !== undefined && held.until > nowMs && held.count >= this.#limit;
  }

  count(source: string, nowMs: number): void {
    const held = this.#failures.get(source);
    if (held !== undefined && held.until > nowMs) {
      held.count += 1;
      return;
    }
    this.#failures.delete(source);
    this.#failures.set(source, { count: 1, until: nowMs + this.#windowMs });
    // Oldest first: a flood of addresses must not grow the map without end.
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > this.#maxSources && oldest !== undefined) this.#failures.delete(oldest);
  }
}
