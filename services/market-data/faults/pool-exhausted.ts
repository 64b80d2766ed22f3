import type { PoolClient } from "pg";
import type { Fault, FaultParts } from "./fault.ts";

/** Every connection of the service's pool is checked out and held, as by code that forgets to release. */
export function poolExhausted({ pool }: Pick<FaultParts, "pool">): Fault {
  let held: PoolClient[] = [];
  const release = () => {
    for (const client of held) client.release();
    held = [];
  };
  return {
    async start() {
      while (held.length < pool.options.max) {
        const client = await pool.connect().catch((error: unknown) => {
          release();
          throw error;
        });
        held.push(client);
      }
    },
    heal: async () => release(),
  };
}
