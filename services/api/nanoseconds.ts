/** RFC 3339 with milliseconds, of Unix nanoseconds. */
export const isoOfNs = (ns: bigint): string => new Date(Number(ns / 1_000_000n)).toISOString();

/** Milliseconds, to the microsecond, of a length in nanoseconds. */
export const msOfNs = (ns: bigint | number): number => Math.round(Number(ns) / 1e3) / 1e3;
