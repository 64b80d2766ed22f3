import type { InTurn } from "../one-at-a-time.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { evict, type Evicted, type EvictionAsked } from "./evict.ts";
import { prewarm, type CachesParts, type PrewarmAsked, type Prewarmed } from "./prewarm.ts";

/** How the newest run went. */
export interface UpkeepRun<Done> {
  startedAt: Date;
  seconds: number;
  /** undefined when it was broken off. */
  done: Done | undefined;
}

/** Prewarms and evicts one after the other, never at once, and remembers how the newest of each went. */
export class CacheUpkeep {
  readonly parts: CachesParts;
  readonly #now: () => Date;
  readonly #inTurn: InTurn = oneAtATime();
  #prewarmed: UpkeepRun<Prewarmed> | undefined;
  #evicted: UpkeepRun<Evicted> | undefined;

  constructor(parts: CachesParts, now: () => Date) {
    this.parts = parts;
    this.#now = now;
  }

  get prewarmed(): UpkeepRun<Prewarmed> | undefined {
    return this.#prewarmed;
  }

  get evicted(): UpkeepRun<Evicted> | undefined {
    return this.#evicted;
  }

  prewarm(asked: PrewarmAsked): Promise<Prewarmed> {
    return this.#run(
      () => prewarm(this.parts, asked),
      (run) => (this.#prewarmed = run),
    );
  }

  evict(asked: EvictionAsked): Promise<Evicted> {
    return this.#run(
      () => evict(this.parts, asked),
      (run) => (this.#evicted = run),
    );
  }

  #run<Done>(work: () => Promise<Done>, note: (run: UpkeepRun<Done>) => void): Promise<Done> {
    return this.#inTurn(async () => {
      const startedAt = this.#now();
      const begunMs = performance.now();
      let done: Done | undefined;
      try {
        return (done = await work());
      } finally {
        note({ startedAt, seconds: (performance.now() - begunMs) / 1_000, done });
      }
    });
  }
}
