import type { FaultLog } from "@mystocks/runtime";
import { createPartitions } from "@mystocks/store";
import type pg from "pg";

const MADE_FOR_MS = 60_000;

/** Makes the partitions a commit lacks, as when the job that makes them had not run. */
export class PartitionMaker {
  readonly #pool: pg.Pool;
  readonly #faults: FaultLog;
  readonly #now: () => number;
  #madeAtMs = -Infinity;

  constructor(pool: pg.Pool, faults: FaultLog, now: () => number) {
    this.#pool = pool;
    this.#faults = faults;
    this.#now = now;
  }

  /** True when all that can be made are there: what still finds none then never will. False: try again later. */
  async make(): Promise<boolean> {
    if (this.#now() - this.#madeAtMs < MADE_FOR_MS) return true;
    this.#faults.fault("partitions were missing and are made now", undefined);
    try {
      await createPartitions(this.#pool, new Date(this.#now()));
      this.#madeAtMs = this.#now();
      return true;
    } catch (error) {
      this.#faults.fault("partitions can't be made", error);
      return false;
    }
  }
}
