interface Stop {
  name: string;
  run: () => void | Promise<void>;
}

/**
 * What has been started and how it ends: last in, first out, once, within one deadline.
 * States: running → stopping (not ready) → stopped.
 */
export class Lifecycle {
  readonly #stops: Stop[] = [];
  #stopping: Promise<void> | undefined;

  /** Call it on the line after the start of what `run` ends. */
  onStop(name: string, run: () => void | Promise<void>): void {
    this.#stops.push({ name, run });
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Runs every stop even when one fails; the failures come joined in one AggregateError. */
  stop(deadlineMs = 15_000): Promise<void> {
    this.#stopping ??= this.#stopAll(deadlineMs);
    return this.#stopping;
  }

  async #stopAll(deadlineMs: number): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    const failures: Error[] = [];
    for (const { name, run } of this.#stops.toReversed()) {
      try {
        await within(Promise.resolve().then(run), deadline - Date.now(), name);
      } catch (error) {
        failures.push(new Error(`stopping ${name} failed`, { cause: error }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((f) => f.message).join("; "));
  }
}

async function within(work: Promise<void>, milliseconds: number, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} did not stop in time`)), Math.max(0, milliseconds));
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
