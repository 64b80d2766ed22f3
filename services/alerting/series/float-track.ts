import type { Labels, Series } from "@mystocks/promql";

const SMALLEST = 64;

/** Floats of one series by rising time, in arrays that a query reads without a copy. Times are in milliseconds. */
export class FloatTrack {
  #times = new Float64Array(SMALLEST);
  #values = new Float64Array(SMALLEST);
  #stale: Uint8Array | undefined;
  #start = 0;
  #end = 0;
  /** As last handed out: thousands of rules may read a series before its next sample. */
  #series: Series | undefined;

  get length(): number {
    return this.#end - this.#start;
  }

  get firstTimeMs(): number | undefined {
    return this.length === 0 ? undefined : this.#times[this.#start];
  }

  get lastTimeMs(): number | undefined {
    return this.length === 0 ? undefined : this.#times[this.#end - 1];
  }

  get lastValue(): number | undefined {
    return this.length === 0 ? undefined : this.#values[this.#end - 1];
  }

  get isStale(): boolean {
    return this.length > 0 && this.#stale?.[this.#end - 1] === 1;
  }

  /** Views that are good until the next change. */
  get times(): Float64Array {
    return this.#times.subarray(this.#start, this.#end);
  }

  get values(): Float64Array {
    return this.#values.subarray(this.#start, this.#end);
  }

  /** 1 where the series ends; undefined when it nowhere does. */
  get stale(): Uint8Array | undefined {
    return this.#stale?.subarray(this.#start, this.#end);
  }

  /** The track as a query reads it, good until the next change. All calls are with the same labels. */
  seriesOf(labels: Labels): Series {
    return (this.#series ??= this.#view(labels));
  }

  /** A time that is not after the last one replaces the last value. */
  append(timeMs: number, value: number): void {
    if (this.length > 0 && timeMs <= this.#times[this.#end - 1]!) {
      this.#values[this.#end - 1] = value;
      if (this.#stale !== undefined) this.#stale[this.#end - 1] = 0;
      return;
    }
    this.#makeRoom();
    this.#times[this.#end] = timeMs;
    this.#values[this.#end] = value;
    if (this.#stale !== undefined) this.#stale[this.#end] = 0;
    this.#end += 1;
    this.#series = undefined;
  }

  /** Says that the series ends here, until its next sample. */
  appendStale(timeMs: number): void {
    this.append(timeMs, NaN);
    this.#stale ??= new Uint8Array(this.#times.length);
    this.#stale[this.#end - 1] = 1;
    this.#series = undefined;
  }

  /** Adds to every value from that time on: a delta that came after the seconds it counts in were filled. */
  addFrom(timeMs: number, delta: number): void {
    for (let at = this.#end - 1; at >= this.#start && this.#times[at]! >= timeMs; at--)
      this.#values[at]! += delta;
  }

  /** One value for each step after the last time up to `untilMs`, the last value again. */
  carryForward(untilMs: number, stepMs: number): void {
    if (this.length === 0) return;
    const value = this.#values[this.#end - 1]!;
    for (let time = this.#times[this.#end - 1]! + stepMs; time <= untilMs; time += stepMs)
      this.append(time, value);
  }

  dropBefore(timeMs: number): void {
    const before = this.#start;
    while (this.#start < this.#end && this.#times[this.#start]! < timeMs) this.#start += 1;
    if (this.#start !== before) this.#series = undefined;
  }

  #view(labels: Labels): Series {
    const { length, times, values, stale } = this;
    return stale === undefined ? { labels, length, times, values } : { labels, length, times, values, stale };
  }

  #makeRoom(): void {
    if (this.#end < this.#times.length) return;
    // Moving a quarter of an hour once a minute is nothing; twice the room would be half of all memory.
    if (this.#start < this.#times.length / 16) this.#grow();
    for (const array of [this.#times, this.#values, this.#stale]) array?.copyWithin(0, this.#start);
    this.#end -= this.#start;
    this.#start = 0;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    this.#times = copied(this.#times, new Float64Array(capacity));
    this.#values = copied(this.#values, new Float64Array(capacity));
    if (this.#stale !== undefined) this.#stale = copied(this.#stale, new Uint8Array(capacity));
  }
}

function copied<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
