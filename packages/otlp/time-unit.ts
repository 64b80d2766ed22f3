import type { TimeUnit } from "@mystocks/histogram";

const UNITS = new Map<string, TimeUnit>([
  ["s", "s"],
  ["seconds", "s"],
  ["ms", "ms"],
  ["milliseconds", "ms"],
  ["us", "us"],
  ["μs", "us"],
  ["microseconds", "us"],
  ["ns", "ns"],
  ["nanoseconds", "ns"],
]);

const PER_SECOND: Record<TimeUnit, number> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** Of a metric's unit or, when that is not given, of its name's ending; undefined when it measures no time. */
export function timeUnitOf(unit: string, name: string): TimeUnit | undefined {
  if (unit !== "") return UNITS.get(unit);
  return UNITS.get(/[._](seconds|milliseconds|ms|microseconds|us|nanoseconds|ns)$/.exec(name)?.[1] ?? "");
}

export function inSeconds(value: number, unit: TimeUnit): number {
  return value / PER_SECOND[unit];
}
