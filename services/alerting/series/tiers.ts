/** How long live series are kept, and how far apart; coarse ones only of what rules read that far back. */
export const FINE = { stepMs: 1000, keptMs: 15 * 60_000 } as const;
export const COARSE = [
  { stepMs: 60_000, keptMs: 6 * 3_600_000 },
  { stepMs: 300_000, keptMs: 8 * 86_400_000 },
] as const;

/** Index of the coarse tier that reaches back so far, -1 when the fine one does; the longest there is for more. */
export function tierFor(ageMs: number): number {
  if (ageMs <= FINE.keptMs) return -1;
  const index = COARSE.findIndex(({ keptMs }) => ageMs <= keptMs);
  return index === -1 ? COARSE.length - 1 : index;
}

/** How long the coarsest of these tracks keeps samples, with the fine tier before them. */
export function keptMs(coarse: readonly unknown[]): number {
  const last = coarse.findLastIndex((track) => track !== undefined);
  return last === -1 ? FINE.keptMs : COARSE[last]!.keptMs;
}

/** How long a series is kept that is read so far back. */
export function keptFor(ageMs: number): number {
  const tier = tierFor(ageMs);
  return tier === -1 ? FINE.keptMs : COARSE[tier]!.keptMs;
}

/** The ends of the finest coarse steps after an instant, up to another. */
export function* stepEnds(afterMs: number, untilMs: number): Iterable<number> {
  const { stepMs } = COARSE[0];
  for (let endMs = (Math.floor(afterMs / stepMs) + 1) * stepMs; endMs <= untilMs; endMs += stepMs)
    yield endMs;
}
