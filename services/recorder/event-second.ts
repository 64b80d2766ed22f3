/** The Unix second of an event's time. Exact; a bigint division only where the rounding of a double could reach the next second. */
export function secondOf(timeNs: bigint): number {
  const seconds = Number(timeNs) / 1e9;
  const whole = Math.floor(seconds);
  const fraction = seconds - whole;
  return fraction > 1e-5 && fraction < 1 - 1e-5 ? whole : Number(timeNs / 1_000_000_000n);
}
