/**
 * A group that is judged because something came rests so many times as long as that took: what comes takes a tenth of a
 * processor at most. A quick one rests for the shortest time, one that takes long at least twice as long as it took.
 */
const REST_FACTOR = 10;
const SHORTEST_REST_MS = 50;
const LONGEST_REST_MS = 200;
/** Of one that takes long: ten thousand rules that read what comes all the time get a third of a processor. */
const LEAST_FACTOR = 2;
/** One that takes longer is not hurried, or it would hold up all that comes. */
const LONGEST_HURRIED_MS = 20;

/**
 * Groups that read what has come. Each is judged for it at once, unless it has been just before: then a little later.
 * Judgements by the clock do not count, nor do other groups', or whatever comes right after them would wait.
 */
export class DueGroups {
  readonly #judge: (keys: ReadonlySet<string>) => void;
  readonly #due = new Set<string>();
  /** performance.now() at the end of the last judgement, by group. */
  readonly #judgedAt = new Map<string, number>();
  /** Of the last judgement, with those that were judged together. */
  readonly #tookMs = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(judge: (keys: ReadonlySet<string>) => void) {
    this.#judge = judge;
  }

  add(keys: Iterable<string>): void {
    for (const key of keys) this.#due.add(key);
    this.#schedule();
  }

  get isEmpty(): boolean {
    return this.#due.size === 0;
  }

  /** Judges those of them that are due now: what they have not seen yet is about to go. */
  hurry(keys: readonly string[]): void {
    const owing = keys.filter((key) => this.#due.has(key));
    this.#judgeNow(owing.filter((key) => (this.#tookMs.get(key) ?? 0) <= LONGEST_HURRIED_MS));
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
    this.#judgeNow([...this.#due].filter((key) => this.#from(key) <= nowAt));
    this.#schedule();
  }

  #judgeNow(keys: readonly string[]): void {
    if (keys.length === 0) return;
    for (const key of keys) this.#due.delete(key);
    const beganAt = performance.now();
    this.#judge(new Set(keys));
    const endedAt = performance.now();
    for (const key of keys) {
      this.#judgedAt.set(key, endedAt);
      this.#tookMs.set(key, endedAt - beganAt);
    }
  }

  #from(key: string): number {
    return (this.#judgedAt.get(key) ?? -Infinity) + restAfter(this.#tookMs.get(key) ?? 0);
  }
}

function restAfter(tookMs: number): number {
  const proportionate = Math.min(LONGEST_REST_MS, REST_FACTOR * tookMs);
  return Math.max(SHORTEST_REST_MS, proportionate, LEAST_FACTOR * tookMs);
}
