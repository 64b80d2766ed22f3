/** Default boundaries of OpenTelemetry's explicit-bucket histogram, in milliseconds. */
const BOUNDS_MS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/** The peer: the default histogram, its quantile interpolated linearly as Prometheus does. */
export class DefaultBuckets {
  readonly #counts = BOUNDS_MS.map(() => 0).concat(0);
  #count = 0;

  record(seconds: number): void {
    const ms = seconds * 1e3;
    const bucket = BOUNDS_MS.findIndex((bound) => ms <= bound);
    this.#counts[bucket === -1 ? BOUNDS_MS.length : bucket]!++;
    this.#count++;
  }

  /** Seconds; the last bound for anything above it, as Prometheus answers. */
  quantile(q: number): number {
    const rank = q * this.#count;
    let passed = 0;
    for (const [i, upper] of BOUNDS_MS.entries()) {
      const count = this.#counts[i]!;
      if (count > 0 && passed + count >= rank) {
        const lower = BOUNDS_MS[i - 1] ?? 0;
        return (lower + (upper - lower) * ((rank - passed) / count)) / 1e3;
      }
      passed += count;
    }
    return BOUNDS_MS.at(-1)! / 1e3;
  }
}
