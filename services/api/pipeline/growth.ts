interface Held {
  value: number;
  grown: number;
  /** Growth a millisecond between the last two readings. */
  pace: number;
}

interface Instance {
  counters: Map<string, Held>;
  readAtMs: number;
}

/**
 * Adds up counters of several processes over their restarts. A counter that went down began anew: what it had
 * gained after its last reading is not known, and estimated as doubt.
 */
export class Growth {
  readonly #instances = new Map<string, Instance>();
  readonly #doubts = new Map<string, number>();

  /**
   * @param isNew The instance began after the readings did, so that all it counts is growth; of another one the
   *   first reading is where growth begins.
   */
  read(instance: string, counters: ReadonlyMap<string, number>, atMs: number, isNew = false): void {
    const known = this.#instances.get(instance);
    if (known === undefined) {
      const held = [...counters].map(
        ([key, value]) => [key, { value, grown: isNew ? value : 0, pace: 0 }] as const,
      );
      this.#instances.set(instance, { counters: new Map(held), readAtMs: atMs });
      return;
    }
    const elapsedMs = Math.max(1, atMs - known.readAtMs);
    for (const [key, value] of counters) {
      const before = known.counters.get(key) ?? { value: 0, grown: 0, pace: 0 };
      const isReset = value < before.value;
      const increase = isReset ? value : value - before.value;
      if (isReset) this.#doubts.set(key, (this.#doubts.get(key) ?? 0) + Math.ceil(before.pace * elapsedMs));
      known.counters.set(key, { value, grown: before.grown + increase, pace: increase / elapsedMs });
    }
    known.readAtMs = atMs;
  }

  /** Growth over all instances; null when none of them ever had the counter. */
  of(key: string): number | null {
    let found: number | null = null;
    for (const { counters } of this.#instances.values()) {
      const held = counters.get(key);
      if (held !== undefined) found = (found ?? 0) + held.grown;
    }
    return found;
  }

  /** Growth of every counter whose key begins so, by the rest of its key; what did not grow is left out. */
  below(prefix: string): Record<string, number> {
    const found: Record<string, number> = {};
    for (const { counters } of this.#instances.values())
      for (const [key, { grown }] of counters)
        if (key.startsWith(prefix) && grown > 0)
          found[key.slice(prefix.length)] = (found[key.slice(prefix.length)] ?? 0) + grown;
    return found;
  }

  doubt(...keys: readonly string[]): number {
    return keys.reduce((sum, key) => sum + (this.#doubts.get(key) ?? 0), 0);
  }
}
