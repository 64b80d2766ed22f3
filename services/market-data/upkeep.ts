import type { Pool } from "pg";
import { trimSignals } from "./loaders/signals.ts";
import type { Market } from "./market.ts";
import { MINUTE_BARS, renewPartitions, TICKS } from "./partitions.ts";

const EVERY_MS = 30_000;

/** Makes partitions ahead and drops what is past its time, apart from the measured operations. */
export async function keepUp(pool: Pool, now: Date): Promise<void> {
  await renewPartitions(pool, TICKS, now);
  await renewPartitions(pool, MINUTE_BARS, now);
}

/** Repeats the upkeep. Returns what ends it. */
export function startUpkeep(
  market: Market,
  pool: Pool,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => keepUp(pool, market.now()))
      .then(() => trimSignals({ ...market, pool }))
      .catch(onError);
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
