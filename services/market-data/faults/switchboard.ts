import { oneAtATime } from "../one-at-a-time.ts";
import { badRows } from "./bad-rows.ts";
import { duplicates } from "./duplicates.ts";
import { errors } from "./errors.ts";
import { FAULT_NAMES, type Fault, type FaultName, type FaultParts } from "./fault.ts";
import { lateData } from "./late-data.ts";
import { poolExhausted } from "./pool-exhausted.ts";
import { slowQuery } from "./slow-query.ts";

export interface Switchboard {
  /** Switches a fault on; once more does nothing. Resolves when it has taken hold. */
  start(name: FaultName): Promise<void>;
  /** Undoes every fault, also what an earlier process left in the database. */
  healAll(): Promise<void>;
  active(): FaultName[];
}

export function createSwitchboard(parts: FaultParts): Switchboard {
  const active = new Set<FaultName>();
  // Switching on and healing at once would leave half of each.
  const inTurn = oneAtATime();
  // Locks and held connections go first: what follows needs them.
  const faults: Record<FaultName, Fault> = {
    "slow-query": slowQuery(parts),
    "pool-exhausted": poolExhausted(parts),
    errors: errors(parts),
    "late-data": lateData(parts),
    "bad-rows": badRows(parts),
    duplicates: duplicates(parts),
  };
  return {
    start: (name) =>
      inTurn(async () => {
        if (active.has(name)) return;
        active.add(name);
        await faults[name].start().catch((error: unknown) => {
          active.delete(name);
          throw error;
        });
      }),
    healAll: () =>
      inTurn(async () => {
        for (const fault of Object.values(faults)) await fault.heal();
        active.clear();
      }),
    active: () => FAULT_NAMES.filter((name) => active.has(name)),
  };
}
