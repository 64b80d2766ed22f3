/** Unit of a histogram from outside. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** What a data point may say of its values besides the buckets, in its unit. */
export type Totals = { sum?: number | undefined; min?: number | undefined; max?: number | undefined };

const UNITS_PER_SECOND: Record<TimeUnit, number> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** Totals in seconds. Throws RangeError for one that is no duration, or a minimum above the maximum. */
export function scaledTotals({ sum, min, max }: Totals, unit: TimeUnit) {
  const unitsPerSecond = UNITS_PER_SECOND[unit];
  const totals = {
    sum: inSeconds("sum", sum, unitsPerSecond),
    min: inSeconds("min", min, unitsPerSecond),
    max: inSeconds("max", max, unitsPerSecond),
  };
  if (totals.min !== undefined && totals.max !== undefined && totals.min > totals.max) {
    throw new RangeError(`min ${min} is above max ${max}`);
  }
  return { totals, unitsPerSecond };
}

export function checkedCount(count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new RangeError(`a bucket's count is a whole number from 0, not ${count}`);
}

function inSeconds(name: string, value: number | undefined, unitsPerSecond: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = value / unitsPerSecond;
  if (seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER) return seconds;
  throw new RangeError(`${name} ${value} is not a duration`);
}
