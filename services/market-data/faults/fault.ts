import type { Pool } from "pg";
import type { LoaderHabits } from "../loaders/daily-bars.ts";
import type { Market } from "../market.ts";
import type { InTurn } from "../one-at-a-time.ts";

export const FAULT_NAMES = [
  "slow-query",
  "errors",
  "late-data",
  "bad-rows",
  "duplicates",
  "pool-exhausted",
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export interface Fault {
  /** Makes the trouble. Resolves when it has taken hold. */
  start(): Promise<void>;
  /** Undoes it. Safe to call when nothing was started, also after a crash left the trouble in the database. */
  heal(): Promise<void>;
}

/** How the loaders work; faults change it, the load reads it. */
export interface LoaderState {
  daily: LoaderHabits;
  inFeedTurn: InTurn;
  /** Whether ticks are written at all. */
  feedRuns: boolean;
  /** When ticks were last stored, in milliseconds since 1970. */
  lastTicksMs: number;
}

export interface FaultParts {
  market: Market;
  /** The service's own pool, which a fault may exhaust. */
  pool: Pool;
  /** Apart from the service's pool, so that healing works while that one is exhausted. */
  maintenance: Pool;
  loaders: LoaderState;
}
