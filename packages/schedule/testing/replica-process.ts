// A scheduler as a process of its own: what its jobs do is written down in the store, once for each attempt that got through.
import { setTimeout as delay } from "node:timers/promises";
import { createLogger, Lifecycle } from "@mystocks/runtime";
import { inTransaction, openStorePool } from "@mystocks/store";
import { startScheduler, type JobDefinition } from "../index.ts";
import type { ReplicaJob, ReplicaOptions } from "./replica.ts";

const { url, owner, jobs } = JSON.parse(process.env.REPLICA!) as ReplicaOptions;
const life = new Lifecycle();
const pool = openStorePool({ url, max: 2, applicationName: owner });
const effects = openStorePool({ url, max: 4, applicationName: `${owner} effects` });
const log = createLogger(owner, "silent");
startScheduler({ pool, log, role: "replica", owner, jobs: jobs.map(jobOf) }, life);
process.on("disconnect", () => process.exit());
process.on("SIGTERM", () => {
  void life.stop().then(async () => {
    await Promise.all([pool.end(), effects.end()]);
    process.exit();
  });
});
process.send!("ready");

function jobOf({ runMs: [leastMs, mostMs], ...rest }: ReplicaJob): JobDefinition {
  return {
    ...rest,
    timeoutMs: 60_000,
    async run(signal, { planned, attempt, holdLease }) {
      await delay(leastMs + Math.random() * (mostMs - leastMs), undefined, { signal });
      await inTransaction(effects, async (client) => {
        await client.query(
          `INSERT INTO jobs_test.effect (job, planned, attempt, owner, began_at, clock_at)
           VALUES ($1, $2, $3, $4, clock_timestamp(), $5)`,
          [rest.name, planned, attempt, owner, new Date()],
        );
        await holdLease(client);
      });
    },
  };
}
