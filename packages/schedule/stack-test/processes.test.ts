import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openCuttableConnection } from "../testing/cuttable-connection.ts";
import { createEffects, Replica, type ReplicaJob } from "../testing/index.ts";
import { openHarness, until, type Harness } from "../test/harness.ts";

let harness: Harness;
let replicas: Replica[];
beforeEach(async () => {
  harness = await openHarness();
  await createEffects(harness.pool);
  replicas = [];
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.kill()));
  await harness.close();
});

const everySecond: ReplicaJob = {
  name: "job",
  schedule: { everySeconds: 1 },
  catchUp: "none",
  overlap: "skip",
  runMs: [0, 10],
};

async function startReplica(owner: string, given: { url?: string; clockShiftMs?: number } = {}) {
  const replica = new Replica({ url: harness.database.url, owner, jobs: [everySecond], ...given });
  replicas.push(replica);
  await replica.start();
  return replica;
}

test("processes whose clocks are off by five minutes start nothing early, late or twice", async () => {
  await startReplica("right");
  await startReplica("ahead", { clockShiftMs: 300_000 });
  await startReplica("behind", { clockShiftMs: -300_000 });
  await harness.atLeast(12, "ok");
  const { rows } = await harness.pool.query(
    `SELECT planned, count(*)::int AS times, min(extract(epoch FROM began_at - planned))::float8 AS late,
       max(extract(epoch FROM clock_at - began_at))::float8 AS "clockOff"
     FROM jobs_test.effect GROUP BY planned ORDER BY planned`,
  );
  expect(rows.every(({ times }) => times === 1)).toBe(true);
  for (const { late } of rows) expect(Math.abs(late - 0.5)).toBeLessThanOrEqual(0.5);
  const instants = rows.map(({ planned }) => (planned as Date).getTime());
  expect(instants).toEqual(instants.map((_, index) => instants[0]! + index * 1000));
  // The clocks really were off in runs that count.
  await until(async () => {
    const { rows: off } = await harness.pool.query(
      "SELECT count(DISTINCT owner)::int AS owners FROM jobs_test.effect WHERE abs(extract(epoch FROM clock_at - began_at)) > 290",
    );
    return off[0].owners === 2 ? true : undefined;
  });
}, 60_000);

test("with PostgreSQL away for 30 s no process ends, and then the instants go on", async () => {
  const connection = await openCuttableConnection(harness.database.url);
  const replica = await startReplica("a", { url: connection.url });
  await harness.atLeast(2, "ok");
  connection.cut();
  await delay(30_000);
  expect(replica.isAlive).toBe(true);
  connection.mend();
  const mended = Date.now();
  await until(async () => (await harness.runs("ok")).find(({ planned }) => planned.getTime() > mended));
  expect(Date.now() - mended).toBeLessThan(5000);
  expect((await harness.runs("missed")).length).toBeGreaterThan(5);
  await replica.kill("SIGTERM");
  await connection.close();
}, 90_000);

test("a process that is killed is replaced within 15 s, and its run is not lost", async () => {
  const once = { ...everySecond, schedule: { everySeconds: 86_400 }, catchUp: "last" } as const;
  const start = async (owner: string, runMs: ReplicaJob["runMs"]) => {
    const replica = new Replica({ url: harness.database.url, owner, jobs: [{ ...once, runMs }] });
    replicas.push(replica);
    await replica.start();
    return replica;
  };
  const killed = await start("killed", [60_000, 60_000]);
  await until(async () =>
    (await harness.pool.query("UPDATE jobs.job SET decided_until = decided_until - interval '1 day'"))
      .rowCount === 0
      ? undefined
      : true,
  );
  const [run] = await harness.atLeast(1, "running");
  await start("next", [0, 10]);
  await killed.kill();
  const killedAt = Date.now();
  const [ok] = await harness.atLeast(1, "ok");
  expect(Date.now() - killedAt).toBeLessThan(15_000);
  expect(ok).toMatchObject({ planned: run!.planned, owner: "next.1", attempt: 2 });
}, 60_000);
