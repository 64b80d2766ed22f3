import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type pg from "pg";
import { pruneRuns } from "../index.ts";
import { blockingJob, job, openHarness, until, type Harness } from "./harness.ts";

let harness: Harness;
let pool: pg.Pool;
const replica: Harness["replica"] = (...given) => harness.replica(...given);
const runs: Harness["runs"] = (state) => harness.runs(state);
const atLeast: Harness["atLeast"] = (count, state) => harness.atLeast(count, state);

beforeEach(async () => {
  harness = await openHarness();
  pool = harness.pool;
});
afterEach(() => harness.close());

test("two schedulers on one store run each instant once, at the instant by PostgreSQL's clock", async () => {
  const seen: string[] = [];
  const counting = job(async (_signal, { planned }) => void seen.push(planned.toISOString()));
  await replica("a", [counting]);
  await replica("b", [counting]);
  const finished = await atLeast(4, "ok");
  expect(new Set(seen).size).toBe(seen.length);
  for (const run of finished) expect(run.startedAt!.getTime()).toBeGreaterThanOrEqual(run.planned.getTime());
  const instants = finished.map(({ planned }) => planned.getTime() / 1000).toReversed();
  expect(instants).toEqual(instants.map((_, index) => instants[0]! + index));
}, 20_000);

test("a failure is in the ledger with its cause, and the next instant runs", async () => {
  let calls = 0;
  await replica("a", [
    job(async () => {
      if (calls++ === 0) throw new Error("no such table");
    }),
  ]);
  await atLeast(1, "ok");
  expect(await runs("failed")).toMatchObject([{ cause: "no such table", owner: "a", attempt: 1 }]);
}, 20_000);

test("instants that come during a run are skipped, and it is timed out by its signal", async () => {
  const { definition } = blockingJob({ timeoutMs: 2500 });
  await replica("a", [definition]);
  const [failed] = await atLeast(1, "failed");
  expect(failed!.cause).toBe("timed out after 2500 ms");
  expect((await runs("skipped_overlap"))[0]!.cause).toContain("is not finished");
}, 20_000);

test("a run whose owner is lost is taken over; the lost owner's signal aborts and its outcome does not count", async () => {
  const first = blockingJob();
  const second = blockingJob();
  const lost = await replica("lost", [first.definition]);
  const old = await until(() => first.started[0]);
  lost.connection.cut();
  // Instead of waiting for it, the lease is moved into the past.
  await pool.query("UPDATE jobs.run SET lease_until = now() - interval '1 second' WHERE state = 'running'");
  await replica("next", [second.definition]);
  const taken = await until(() => second.started[0]);
  expect(taken.context).toMatchObject({ planned: old.context.planned, attempt: 2 });
  lost.connection.mend();
  const client = await pool.connect();
  await expect(old.context.holdLease(client)).rejects.toThrow("another owner has taken over");
  await taken.context.holdLease(client);
  client.release();
  await until(() => (old.signal.aborted ? true : undefined));
  taken.finish();
  const run = await until(async () =>
    (await runs("ok")).find(({ planned }) => +planned === +old.context.planned),
  );
  expect(run).toMatchObject({ owner: "next", attempt: 2, cause: null });
}, 30_000);

test("a run that loses three owners has failed", async () => {
  const { definition, started } = blockingJob();
  await pool.query("INSERT INTO jobs.job (job, schedule) VALUES ('job', $1)", [definition.schedule]);
  await pool.query(
    `INSERT INTO jobs.run (job, planned, state, owner, attempt, lost, lease_until)
     VALUES ('job', date_trunc('second', now()), 'running', 'gone', 3, 2, now() - interval '1 second')`,
  );
  await replica("a", [definition]);
  expect((await atLeast(1, "failed"))[0]!.cause).toBe("its owner was lost 3 times");
  expect(started.every(({ context }) => context.attempt === 1)).toBe(true);
}, 20_000);

test("a stop hands the run on to the next owner at once", async () => {
  const first = blockingJob();
  const a = await replica("a", [first.definition]);
  await until(() => first.started[0]);
  await a.stop();
  expect(first.started[0]!.signal.aborted).toBe(true);
  const second = blockingJob();
  await replica("b", [second.definition]);
  const taken = await until(() => second.started[0]);
  expect(taken.context).toMatchObject({ planned: first.started[0]!.context.planned, attempt: 2 });
}, 20_000);

test("with the store away nothing ends, and afterwards the instants go on", async () => {
  let calls = 0;
  const { connection } = await replica("a", [job(async () => void calls++)]);
  await atLeast(1, "ok");
  connection.cut();
  const before = calls;
  // Longer than a look: the scheduler meets the cut at least once.
  await until(async () =>
    (await pool.query("SELECT max(planned) < now() - interval '4 seconds' AS quiet FROM jobs.run")).rows[0]
      .quiet
      ? true
      : undefined,
  );
  expect(calls).toBeLessThanOrEqual(before + 1);
  connection.mend();
  await until(() => (calls > before + 1 ? true : undefined));
}, 30_000);

test.each([
  ["none", "missed"],
  ["last", "superseded"],
] as const)(
  "after a while away a job that catches up on %s has its old instants %s",
  async (catchUp, state) => {
    let calls = 0;
    const hourly = job(async () => void calls++, { catchUp, schedule: { everySeconds: 3600 } });
    await pool.query(
      "INSERT INTO jobs.job (job, schedule, decided_until) VALUES ('job', $1, date_trunc('hour', now()) - interval '150 minutes')",
      [hourly.schedule],
    );
    await replica("a", [hourly]);
    await atLeast(2, state);
    if (catchUp === "last") await atLeast(1, "ok");
    expect(calls).toBe(catchUp === "last" ? 1 : (await runs("ok")).length);
  },
  20_000,
);

test("a job that catches up on all within a window runs those in order, and the older ones are missed", async () => {
  const seen: number[] = [];
  const hourly = job(async (_signal, { planned }) => void seen.push(planned.getTime()), {
    catchUp: { allWithinSeconds: 3 * 3600 },
    overlap: "queue",
    schedule: { everySeconds: 3600 },
  });
  await pool.query(
    "INSERT INTO jobs.job (job, schedule, decided_until) VALUES ('job', $1, date_trunc('hour', now()) - interval '270 minutes')",
    [hourly.schedule],
  );
  await replica("a", [hourly]);
  await atLeast(3, "ok");
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(new Set(seen.map((instant, index) => instant - index * 3_600_000)).size).toBe(1);
  expect((await runs("missed"))[0]!.cause).toContain("older than the 10800 s");
}, 20_000);

test("a schedule that changed starts now instead of making up for instants it never had", async () => {
  await pool.query(
    "INSERT INTO jobs.job (job, schedule, decided_until) VALUES ('job', '{\"everySeconds\": 86400}', now() - interval '2 hours')",
  );
  await replica("a", [job(async () => {})]);
  await atLeast(1, "ok");
  expect((await runs()).length).toBeLessThan(5);
}, 20_000);

test("the ledger is pruned of what is over, not of what runs", async () => {
  await pool.query(
    `INSERT INTO jobs.run (job, planned, state, lease_until)
     VALUES ('job', now() - interval '2 days', 'ok', NULL), ('job', now() - interval '3 days', 'running', 'infinity'),
       ('job', now(), 'missed', NULL), ('other', now() - interval '2 days', 'requested', NULL)`,
  );
  expect(await pruneRuns(pool, new Date(Date.now() - 86_400_000))).toBe(1);
  expect((await runs()).map(({ state }) => state)).toEqual(["missed", "requested", "running"]);
});

test("what a run says of its work stands in the ledger, and one that failed says nothing", async () => {
  await replica("a", [
    job(async () => ({ warmed: 20 }), { name: "warm" }),
    job(() => Promise.reject(new Error("no")), { name: "cold" }),
  ]);
  const figuresOf = async (state: "ok" | "failed") => (await atLeast(1, state))[0]!.figures;
  expect(await figuresOf("ok")).toEqual({ warmed: 20 });
  expect(await figuresOf("failed")).toBeNull();
}, 20_000);
