/** The paces of the tasks are written for this many operations a second; the configured rate scales them all. */
export const NOMINAL_RATE = 40;

export const TICK_BATCHES_PER_SECOND = 4;

/** Rows of ticks a second at the nominal rate: what keeps the sample database small. */
const TICK_ROWS_PER_SECOND = 110;

/** Every instrument about each two seconds, as far as the rows a second allow. */
export function tickBatch(instruments: number, batchesPerSecond: number): number {
  const scale = batchesPerSecond / TICK_BATCHES_PER_SECOND;
  return Math.ceil(Math.min(instruments / 2, TICK_ROWS_PER_SECOND * Math.max(1, scale)) / batchesPerSecond);
}

/** Ten of the platform's 3-second snapshots, or three rounds of a universe too large for that. */
export function freshnessMs(instruments: number): number {
  return Math.max(30, (3 * instruments) / TICK_ROWS_PER_SECOND) * 1_000;
}
