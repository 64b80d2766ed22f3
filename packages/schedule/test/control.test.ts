import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readAudit } from "@mystocks/store/alerting";
import { pauseJob, readBoard, requestRun, resumeJob } from "../index.ts";
import { blockingJob, job, openHarness, until, type Harness } from "./harness.ts";

const alice = { job: "job", by: "alice", why: "the source was late" };
const yearly = { schedule: { cron: "0 0 1 1 *", timeZone: "UTC" } } as const;

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(() => harness.close());

const known = () => until(async () => (await readBoard(harness.pool)).jobs[0]);

test("a run that somebody asks for starts, says who and why, and takes no planned instant away", async () => {
  const begun: { planned: Date; look: number }[] = [];
  const { looks } = await harness.replica("a", [
    job(async (_, { planned: of }) => void begun.push({ planned: of, look: looks() }), {
      schedule: { everySeconds: 5 },
    }),
  ]);
  const before = await known();
  const planned = await requestRun(harness.pool, alice);
  const firstLook = looks() + 1;
  const asked = await until(async () => (await harness.runs("ok")).find(({ askedBy }) => askedBy !== null));
  expect(asked).toMatchObject({ planned, askedBy: "alice", askedWhy: alice.why, attempt: 1 });
  const { look } = begun.find((run) => run.planned.getTime() === planned.getTime())!;
  // The one after it may have begun by the time the run does.
  expect(look).toBeLessThanOrEqual(firstLook + 1);
  const next = Math.floor(before.decidedUntil.getTime() / 5000) * 5000 + 5000;
  await until(async () => (await harness.runs("ok")).find((run) => run.planned.getTime() === next));
  const [entry] = await readAudit(harness.pool, { subject: "job", limit: 10 });
  expect(entry).toMatchObject({ actor: "alice", action: "job.run", after: { why: alice.why } });
}, 20_000);

test("while a run goes on another is refused with skip, waits with queue, and ends it with cancel", async () => {
  for (const overlap of ["skip", "queue", "cancel"] as const) {
    const { definition, started } = blockingJob({ ...yearly, overlap, name: overlap });
    const { stop } = await harness.replica(overlap, [definition]);
    await until(async () => (await readBoard(harness.pool, { job: overlap })).jobs[0]);
    await requestRun(harness.pool, { ...alice, job: overlap });
    const first = await until(() => started[0]);
    const second = requestRun(harness.pool, { ...alice, job: overlap });
    if (overlap === "skip") {
      await expect(second).rejects.toMatchObject({ code: "CONFLICT" });
    } else {
      await second;
      await expect(requestRun(harness.pool, { ...alice, job: overlap })).rejects.toMatchObject({
        code: "CONFLICT",
      });
      if (overlap === "queue") first.finish();
      await until(() => started[1]);
      expect(first.signal.aborted).toBe(overlap === "cancel");
    }
    await stop();
  }
}, 30_000);

test("a request that nobody began within an hour is missed, not started out of the blue", async () => {
  const { definition, started } = blockingJob(yearly);
  const a = await harness.replica("a", [definition]);
  await known();
  await a.stop();
  await requestRun(harness.pool, alice);
  await harness.pool.query("UPDATE jobs.run SET planned = planned - interval '2 hours'");
  await harness.replica("b", [definition]);
  expect((await harness.atLeast(1, "missed"))[0]!.cause).toBe("nobody began it within an hour");
  expect(started).toEqual([]);
}, 20_000);

test("a paused job skips its instants with who and why, still runs when asked, and goes on when resumed", async () => {
  await harness.replica("a", [job(async () => {}, { catchUp: "last" })]);
  await harness.atLeast(1, "ok");
  await pauseJob(harness.pool, alice);
  const [skipped] = await harness.atLeast(2, "skipped_paused");
  expect(skipped!.cause).toBe("paused by alice: the source was late");
  await expect(pauseJob(harness.pool, alice)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await known()).toMatchObject({ paused: { by: "alice", reason: alice.why } });
  await requestRun(harness.pool, { ...alice, by: "bob" });
  await until(async () => (await harness.runs("ok")).find(({ askedBy }) => askedBy === "bob"));
  await resumeJob(harness.pool, { ...alice, by: "carol" });
  const resumedAt = Date.now();
  await until(async () => (await harness.runs("ok")).find(({ planned }) => planned.getTime() > resumedAt));
  await expect(resumeJob(harness.pool, alice)).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await readAudit(harness.pool, { limit: 10 })).map(({ action, actor }) => [action, actor])).toEqual([
    ["job.resume", "carol"],
    ["job.run", "bob"],
    ["job.pause", "alice"],
  ]);
}, 20_000);

test("instants of a pause that nobody decided meanwhile do not run after it", async () => {
  const everyHour = job(async () => {}, { schedule: { everySeconds: 3600 }, catchUp: "last" });
  await harness.pool.query(
    `INSERT INTO jobs.job (job, schedule, decided_until, paused_at, resumed_at, paused_by, paused_reason)
     VALUES ('job', $1, date_trunc('hour', now()) - interval '150 minutes', date_trunc('hour', now()) - interval '5 hours',
       date_trunc('milliseconds', now()) + interval '1 hour', 'alice', 'holiday')`,
    [everyHour.schedule],
  );
  await harness.replica("a", [everyHour]);
  await harness.atLeast(3, "skipped_paused");
  expect(await harness.runs("ok")).toEqual([]);
}, 20_000);

test("a job that there is none of is told so", async () => {
  await expect(requestRun(harness.pool, alice)).rejects.toMatchObject({ code: "NOT_FOUND", field: "name" });
});

test("how often instants ended is counted once each, and outlives the ledger's rows", async () => {
  let calls = 0;
  const a = await harness.replica("a", [
    job(async () => {
      if (calls++ === 0) throw new Error("once");
    }),
  ]);
  await harness.atLeast(2, "ok");
  await a.stop();
  const { rows } = await harness.pool.query(
    "SELECT state, count(*)::int AS runs FROM jobs.run GROUP BY state",
  );
  const tallies = async () => (await known()).tallies.map(({ state, runs }) => ({ state, runs }));
  const byState = (list: { state: string }[]) => list.toSorted((x, y) => (x.state < y.state ? -1 : 1));
  expect(byState(await tallies())).toEqual(byState(rows));
  await harness.pool.query("DELETE FROM jobs.run");
  expect(byState(await tallies())).toEqual(byState(rows));
}, 20_000);
