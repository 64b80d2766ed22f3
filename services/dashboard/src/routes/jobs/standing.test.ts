import { expect, test } from "@jest/globals";
import type { Job, JobRun } from "@mystocks/api";
import { byTrouble, figuresOf, standingOf } from "./standing.ts";

const run = (changed: Partial<JobRun> = {}): JobRun => ({
  planned: "2026-11-29T14:00:00.000Z",
  fate: "ok",
  cause: null,
  because: null,
  owner: "a",
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  durationMs: 10,
  latenessMs: 20,
  askedBy: null,
  askedWhy: null,
  retryAt: null,
  figures: null,
  ...changed,
});
const job = (changed: Partial<Job> = {}): Job => ({
  name: "job",
  role: "recorder",
  schedule: { everySeconds: 60 },
  policy: { timeoutMs: 1000, catchUp: "last", catchUpSeconds: null, overlap: "skip", retries: null },
  paused: null,
  requestedAt: null,
  recent: [run()],
  last: { fate: "ok", planned: run().planned },
  lastSuccessAt: null,
  successDueAt: null,
  isSilent: false,
  next: null,
  ...changed,
});
const last = (fate: JobRun["fate"]) => ({ last: { fate, planned: run().planned } });

test.each<[string, Partial<Job>]>([
  ["well", {}],
  ["fresh", { last: null, recent: [] }],
  ["paused", { paused: { at: "", by: "a", reason: "b" }, ...last("failed") }],
  ["silent", { isSilent: true, ...last("failed") }],
  ["failing", { ...last("failed"), recent: [run({ fate: "running" })] }],
  ["missed", last("missed")],
  ["unknown", last("calendar_unknown")],
  ["running", { recent: [run({ fate: "running" })] }],
  ["retrying", { recent: [run({ fate: "running", retryAt: "2026-11-29T14:00:10.000Z" })] }],
  ["requested", { requestedAt: "2026-11-29T14:00:10.000Z" }],
])("a job is %s when it is so", (standing, changed) => {
  expect(standingOf(job(changed))).toBe(standing);
});

test("troubled jobs come first, each kind by name", () => {
  const jobs = [
    job({ name: "b" }),
    job({ name: "a" }),
    job({ name: "d", ...last("missed") }),
    job({ name: "e", isSilent: true }),
  ];
  expect(jobs.toSorted(byTrouble).map(({ name }) => name)).toEqual(["e", "d", "a", "b"]);
});

test("skipped and superseded instants are no failures", () => {
  const recent = [
    run({ fate: "skipped_calendar", latenessMs: null }),
    run({ durationMs: 30 }),
    run({ fate: "failed", durationMs: 900 }),
    run({ durationMs: 10 }),
    run({ fate: "superseded" }),
    run({ durationMs: 20 }),
  ];
  expect(figuresOf(recent)).toEqual({ count: 4, share: 0.75, medianMs: 20, latenessMs: 20 });
  expect(figuresOf([])).toEqual({ count: 0, share: null, medianMs: null, latenessMs: null });
});
