export const MINUTE_MS = 60_000;

/**
 * The ends of minutes over a past window, at which its series have their samples: number i is where minute i begins
 * and minute i - 1 ends, and tells of everything before it.
 */
export class MinuteGrid {
  readonly fromMs: number;
  readonly toMs: number;
  readonly times: Float64Array;

  /** Both are moved out to whole minutes. */
  constructor(fromMs: number, toMs: number) {
    this.fromMs = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
    this.toMs = Math.ceil(toMs / MINUTE_MS) * MINUTE_MS;
    const count = (this.toMs - this.fromMs) / MINUTE_MS + 1;
    this.times = Float64Array.from({ length: count }, (_, at) => this.fromMs + at * MINUTE_MS);
  }

  /** How many minutes there are; ends are one more. */
  get minutes(): number {
    return this.times.length - 1;
  }

  /** The minute that an instant lies in; negative or too high outside. */
  minuteOf(timeMs: number): number {
    return Math.floor((timeMs - this.fromMs) / MINUTE_MS);
  }
}

/** At which ends of minutes a series has a sample: from the first on, but for those that are marked. */
export interface Presence {
  first: number;
  /** Of its samples, by end of minute. */
  times: Float64Array;
  /** Where it ends the live store has forgotten all of it. */
  forgetsAtEnd?: boolean;
  /** By end of minute, 1 where it has ended; undefined when it nowhere does. */
  stale: Uint8Array | undefined;
}

/** A judgement at the very beginning of the minute in which something happens knows nothing of it. */
const BEGINS_AFTER_MS = 1;

/**
 * Of a counter of what happened in the active minutes: it is there from the beginning of the first one, at 0 then, and
 * is forgotten when nothing happened for so long. undefined: nothing ever did.
 */
export function presenceOf(
  active: Uint8Array,
  keptMs: number,
  { times: ends }: Pick<MinuteGrid, "times">,
): Presence | undefined {
  const first = active.indexOf(1);
  if (first === -1) return undefined;
  let stale: Uint8Array | undefined;
  let last = first;
  for (let at = first; at <= active.length; at++) {
    // The newest pulse lies up to a minute before the end of its minute.
    if (active[at] !== 1 && (at - last) * MINUTE_MS - 1000 > keptMs) {
      stale ??= new Uint8Array(active.length + 1);
      stale[at] = 1;
    }
    if (active[at] === 1) last = at;
  }
  return { first, times: timesOf(ends, first, stale), stale, forgetsAtEnd: true };
}

function timesOf(ends: Float64Array, first: number, stale: Uint8Array | undefined): Float64Array {
  if (first === 0 && stale === undefined) return ends;
  const times = ends.slice();
  for (let at = Math.max(first, 1); at < times.length; at++) {
    const isBeginning = at === first || (stale?.[at - 1] === 1 && stale[at] === 0);
    if (isBeginning) times[at]! += BEGINS_AFTER_MS;
  }
  return times;
}
