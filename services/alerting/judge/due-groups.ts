/** A group that is judged because something came is judged at most so often. */
const GAP_MS = 200;

/**
 * Groups that read what has come. Each is judged for it at once, unless it has been just before: then a little later.
 * Judgements by the clock do not count, nor do other groups', or whatever comes right after them would wait.
 */
export class DueGroups {
  readonly #judge: (keys: ReadonlySet<string>) => void;
  readonly #due = new Set<string>();
  /** performance.now() at the end of the last judgement, by group: rules that take long leave time for the rest. */
  readonly #judgedAt = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(judge: (keys: ReadonlySet<string>) => void) {
    this.#judge = judge;
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) this.#due.add(key);
    this.#schedule();
  }

  /** It was judged for another reason and has seen all there is. */
  settle(key: string): void {
    this.#due.delete(key);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#due.clear();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#due.size === 0) return;
    const soonest = Math.min(...[...this.#due].map((key) => this.#from(key)));
    this.#timer = setTimeout(() => this.#judgeReady(), Math.max(0, soonest - performance.now()));
  }

  #judgeReady(): void {
    const nowAt = performance.now();
    const ready = new Set([...this.#due].filter((key) => this.#from(key) <= nowAt));
    for (const key of ready) this.#due.delete(key);
    if (ready.size > 0) this.#judge(ready);
    for (const key of ready) this.#judgedAt.set(key, performance.now());
    this.#schedule();
  }

  #from(key: string): number {
    return (this.#judgedAt.get(key) ?? -Infinity) + GAP_MS;
  }
}
