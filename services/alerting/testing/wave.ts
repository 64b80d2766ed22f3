import { setTimeout as pause } from "node:timers/promises";

const SERIES = 16;
/** Longer than a fail-over, so that every breach and every pause between two is seen by somebody. */
const SHORTEST_MS = 14_000;
const SPREAD_MS = 6000;
const STEP_MS = 250;

/** Gauges that rise and fall on their own, each at its pace; counts how often each has risen. */
export class Wave {
  readonly #random: () => number;
  readonly #tell: (gauges: Record<string, number>) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #series: { id: string; value: number; nextMs: number; rises: number }[];

  #isEnding = false;
  #onChange: (() => void) | undefined;

  constructor(seed: number, tell: (gauges: Record<string, number>) => void) {
    this.#random = mulberry(seed);
    this.#tell = tell;
    const nowMs = Date.now();
    this.#series = Array.from({ length: SERIES }, (_, at) => ({
      id: `s${at}`,
      value: 0,
      nextMs: nowMs + 2000 + this.#random() * SHORTEST_MS,
      rises: 0,
    }));
    this.#timer = setInterval(() => this.#step(), STEP_MS);
  }

  random(): number {
    return this.#random();
  }

  /** Resolves when one of them rises or falls. */
  changed(): Promise<void> {
    return new Promise((done) => (this.#onChange = done));
  }

  /** None rises any more; resolves when all have fallen to how often each has risen, by its id. */
  async end(): Promise<Map<string, number>> {
    this.#isEnding = true;
    while (this.#series.some(({ value }) => value === 1)) await pause(STEP_MS);
    clearInterval(this.#timer);
    return new Map(this.#series.map(({ id, rises }) => [id, rises]));
  }

  #step(): void {
    const nowMs = Date.now();
    for (const one of this.#series) {
      if (nowMs < one.nextMs || (this.#isEnding && one.value === 0)) continue;
      one.value = 1 - one.value;
      one.rises += one.value;
      one.nextMs = nowMs + SHORTEST_MS + this.#random() * SPREAD_MS;
      this.#onChange?.();
    }
    this.#tellAll();
  }

  #tellAll(): void {
    this.#tell(Object.fromEntries(this.#series.map(({ id, value }) => [JSON.stringify({ id }), value])));
  }
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
