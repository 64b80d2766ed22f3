import { ExponentialHistogram } from "@mystocks/histogram";
import type { LastSample } from "@mystocks/store";

interface Sum {
  timeMs: number;
  value: number;
  sum: number | undefined;
  latency: ExponentialHistogram | undefined;
}

export interface DeltaPoint {
  seriesId: number;
  timeMs: number;
  value: number;
  sum: number | undefined;
  sketch: Uint8Array | undefined;
}

/**
 * Adds delta points up to cumulative ones, per series from its last stored sample on. A point that is not newer
 * than the last one was counted before (a client sent it again) and adds nothing. Nothing counts before `commit`.
 */
export class DeltaSums {
  readonly #sums = new Map<number, Sum>();
  readonly #staged = new Map<number, Sum>();

  knows(seriesId: number): boolean {
    return this.#sums.has(seriesId);
  }

  start(seriesId: number, last: LastSample | undefined): void {
    const { timeMs = -Infinity, value = 0, sum, sketch } = last ?? {};
    const latency = sketch === undefined ? undefined : ExponentialHistogram.decode(sketch);
    this.#sums.set(seriesId, { timeMs, value, sum, latency });
  }

  /** It is started again from the store when it comes back. */
  forget(seriesId: number): void {
    this.#sums.delete(seriesId);
  }

  /** The cumulative point, or undefined for one that was counted before. Points of a series in the order of time. */
  stage({ seriesId, timeMs, value, sum, sketch }: DeltaPoint): DeltaPoint | undefined {
    const before = this.#staged.get(seriesId) ?? this.#sums.get(seriesId)!;
    if (timeMs <= before.timeMs) return undefined;
    const latency = sketch === undefined ? before.latency : merged(before.latency, sketch);
    const total = sum === undefined ? before.sum : (before.sum ?? 0) + sum;
    const after = { timeMs, value: before.value + value, sum: total, latency };
    this.#staged.set(seriesId, after);
    return { seriesId, timeMs, value: after.value, sum: after.sum, sketch: latency?.encode() };
  }

  commit(): void {
    for (const [seriesId, sum] of this.#staged) this.#sums.set(seriesId, sum);
    this.#staged.clear();
  }

  /** What the store has is not certain any more: every series is started again from it. */
  reset(): void {
    this.#staged.clear();
    this.#sums.clear();
  }
}

function merged(before: ExponentialHistogram | undefined, sketch: Uint8Array): ExponentialHistogram {
  const delta = ExponentialHistogram.decode(sketch);
  return before === undefined ? delta : before.clone().merge(delta);
}
