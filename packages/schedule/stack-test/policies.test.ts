import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createCalendar } from "@mystocks/calendar";
import { readBoard } from "../index.ts";
import { blockingJob, job, openHarness, until, type Harness } from "../test/harness.ts";

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

test("a failed run is tried again after its pause, as the same instant with a higher attempt, and counts once", async () => {
  const seen: { planned: Date; attempt: number }[] = [];
  const flaky = job(
    async (_signal, { planned, attempt }) => {
      seen.push({ planned, attempt });
      if (seen.length < 3) throw new Error("no connection");
    },
    { retries: { times: 2, afterMs: 300 }, schedule: { everySeconds: 2 } },
  );
  await harness.replica("a", [flaky]);
  const [waiting] = await until(async () => {
    const found = await harness.runs("running");
    return found[0]?.retryAt === null ? undefined : found[0] && found;
  });
  expect(waiting).toMatchObject({ cause: "no connection", owner: null });
  const [ok] = await harness.atLeast(1, "ok");
  expect(ok).toMatchObject({ attempt: 3, cause: null, planned: seen[0]!.planned });
  expect(seen.slice(0, 3).map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  const { jobs } = await readBoard(harness.pool);
  expect(jobs[0]!.tallies.find(({ state }) => state === "failed")).toBeUndefined();
}, 20_000);

test("when no retry is left the run has failed", async () => {
  let calls = 0;
  const broken = job(
    async () => {
      calls += 1;
      throw new Error("no such table");
    },
    { retries: { times: 1, afterMs: 10 }, schedule: { everySeconds: 3 } },
  );
  const a = await harness.replica("a", [broken]);
  const [failed] = await harness.atLeast(1, "failed");
  await a.stop();
  expect(failed).toMatchObject({ attempt: 2, cause: "no such table" });
  expect(calls).toBeGreaterThanOrEqual(2);
}, 20_000);

test("three stops of the processes in which a run goes on are no three lost owners", async () => {
  const { definition, started } = blockingJob({ overlap: "skip" });
  for (let stop = 1; stop <= 4; stop++) {
    const owner = await harness.replica(`owner ${stop}`, [definition]);
    await until(() => started[stop - 1]);
    await owner.stop();
  }
  await harness.replica("last", [definition]);
  const taken = await until(() => started[4]);
  expect(taken.context).toMatchObject({ planned: started[0]!.context.planned, attempt: 5 });
}, 30_000);

test("with queue the newest instant runs when the run before it ends, and those between are superseded", async () => {
  const { definition, started } = blockingJob({ overlap: "queue" });
  await harness.replica("a", [definition]);
  const first = await until(() => started[0]);
  await harness.atLeast(2, "superseded");
  first.finish();
  const second = await until(() => started[1]);
  expect(second.context.planned.getTime() - first.context.planned.getTime()).toBeGreaterThanOrEqual(3000);
  expect(await harness.runs("skipped_overlap")).toEqual([]);
}, 20_000);

test.each(["the same process", "another process"])(
  "with cancel the run in %s is told to end, is superseded with the reason, and the next instant runs",
  async (where) => {
    const old = blockingJob({ overlap: "cancel", schedule: { everySeconds: 4 } });
    const a = await harness.replica("a", [old.definition]);
    const first = await until(() => old.started[0]);
    const next = blockingJob({ overlap: "cancel", schedule: { everySeconds: 4 } });
    if (where === "another process") await harness.replica("b", [next.definition]);
    const [ended] = await harness.atLeast(1, "superseded");
    expect(ended).toMatchObject({ planned: first.context.planned, owner: "a" });
    expect(ended!.cause).toMatch(/^ended for the run of 20/);
    expect(first.signal.aborted).toBe(true);
    await until(() => old.started[1] ?? next.started[0]);
    await a.stop();
  },
  30_000,
);

/** An exchange of which only the given days are known. */
const exchange = (firstDay: string, lastDay: string, closed: string[]) =>
  createCalendar({
    format: 1,
    mic: "XTST",
    name: "Test",
    version: 1,
    license: "Apache-2.0",
    sources: [],
    timeZone: "UTC",
    firstDay,
    lastDay,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    hours: [{ from: firstDay, sessions: ["00:00-23:59"] }],
    closed,
    special: {},
  });
const today = new Date().toISOString().slice(0, 10);

test.each([
  [
    "is skipped",
    exchange("2026-01-01", "2099-12-31", [today]),
    "skipped_calendar",
    `XTST is closed on ${today}`,
  ],
  [
    "is a state of its own",
    exchange("2020-01-01", "2020-12-31", []),
    "calendar_unknown",
    "XTST: nothing is known of",
  ],
] as const)(
  "an instant on a day that the calendar closes or does not know %s",
  async (_what, calendar, state, cause) => {
    const schedule = { cron: "* * * * * *", timeZone: "UTC", calendar: "XTST" };
    let calls = 0;
    await harness.replica("a", [job(async () => void calls++, { schedule })], () => calendar);
    const [first] = await harness.atLeast(2, state);
    expect(first!.cause).toContain(cause);
    expect(calls).toBe(0);
  },
  20_000,
);

test("a job that its role has no longer is retired, and planned from then on when it is back", async () => {
  const names = async () => (await readBoard(harness.pool)).jobs.map(({ job }) => job);
  const a = await harness.replica("a", [job(async () => {}), job(async () => {}, { name: "other" })]);
  await harness.atLeast(2, "ok");
  await a.stop();
  const b = await harness.replica("b", [job(async () => {})]);
  await until(async () => ((await names()).length === 1 ? true : undefined));
  await b.stop();
  const before = (await harness.runs()).filter((run) => run.job === "other");
  await harness.pool.query(
    "UPDATE jobs.job SET decided_until = decided_until - interval '1 hour' WHERE job = 'other'",
  );
  await harness.replica("c", [job(async () => {}), job(async () => {}, { name: "other" })]);
  await until(async () => {
    const after = (await harness.runs("ok")).filter((run) => run.job === "other");
    return after.length > before.length ? true : undefined;
  });
  expect((await harness.runs("missed")).length).toBeLessThan(10);
}, 20_000);

test("a process with another schedule of the same job leaves it to the one that came last", async () => {
  const old = blockingJob();
  await harness.replica("old", [{ ...old.definition, schedule: { everySeconds: 86_400 } }]);
  await until(async () => ((await readBoard(harness.pool)).jobs.length === 1 ? true : undefined));
  const own = job(async () => {});
  await harness.replica("new", [own]);
  const found = await harness.atLeast(3, "ok");
  expect(found.every(({ owner }) => owner === "new")).toBe(true);
  expect(old.started).toEqual([]);
}, 20_000);

test("a run that another process begins at the same moment holds up no other job", async () => {
  let lookOfOther: number | undefined;
  const { looks } = await harness.replica("a", [
    job(async () => {}),
    job(async () => void (lookOfOther ??= looks()), { name: "other" }),
  ]);
  await harness.atLeast(4, "ok");
  const client = await harness.pool.connect();
  await client.query("BEGIN");
  await client.query(
    `INSERT INTO jobs.run (job, planned, state, owner, attempt, lease_until)
     VALUES ('job', '2020-01-01', 'running', 'b', 1, now() + interval '1 hour')`,
  );
  await until(async () => {
    const { rows } = await harness.pool.query(
      "SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()",
    );
    return rows[0].waiting > 0 ? true : undefined;
  });
  const look = looks();
  lookOfOther = undefined;
  await client.query("COMMIT");
  client.release();
  expect(await until(() => lookOfOther)).toBe(look);
  await harness.atLeast(1, "skipped_overlap");
}, 20_000);

test("an owner that holds its lease in a transaction is not taken over, and nobody waits for it", async () => {
  const { definition, started } = blockingJob({ schedule: { everySeconds: 86_400 }, catchUp: "last" });
  await harness.replica("a", [definition, job(async () => {}, { name: "other" })]);
  await until(async () =>
    (
      await harness.pool.query(
        "UPDATE jobs.job SET decided_until = decided_until - interval '1 day' WHERE job = 'job' RETURNING job",
      )
    ).rowCount === 1
      ? true
      : undefined,
  );
  const { context } = await until(() => started[0]);
  await harness.pool.query(
    "UPDATE jobs.run SET lease_until = now() + interval '1 second' WHERE job = 'job' AND state = 'running'",
  );
  const client = await harness.pool.connect();
  await client.query("BEGIN");
  await context.holdLease(client);
  const before = (await harness.runs("ok")).length;
  await harness.atLeast(before + 4, "ok");
  expect((await harness.runs()).find((run) => run.job === "job")).toMatchObject({ attempt: 1 });
  await client.query("COMMIT");
  client.release();
}, 20_000);

test("what a process started is told as lateness and duration", async () => {
  const { scheduler, stop } = await harness.replica("a", [job(async () => {})]);
  await harness.atLeast(2, "ok");
  await stop();
  const families = scheduler.families();
  expect(families.map(({ name }) => name)).toEqual([
    "mystocks_job_start_lateness_seconds",
    "mystocks_job_duration_seconds",
  ]);
  for (const { samples } of families) expect(samples[0]).toMatchObject({ labels: { job_name: "job" } });
  const late = (await harness.runs()).flatMap(({ latenessMs }) => latenessMs ?? []);
  const told = families[0]!.samples[0]!;
  expect(told.value).toBe(late.length);
  expect(told.sum! * 1000).toBeCloseTo(late.reduce((sum, ms) => sum + ms, 0));
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
}, 20_000);
