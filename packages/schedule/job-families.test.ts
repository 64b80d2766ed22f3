import { expect, test } from "@jest/globals";
import type { JobStanding, Tally } from "./board.ts";
import { calendarBook } from "@mystocks/calendar";
import { instantsOf } from "./instants.ts";
import { jobFamilies } from "./job-families.ts";

const at = (second: number) => new Date(second * 1000);
const tally = (state: Tally["state"], planned: number, runs = 1): Tally => ({
  state,
  runs,
  seconds: 2,
  lastPlanned: at(planned),
  lastAt: at(planned + 2),
  lastSeconds: 2,
  lastLatenessSeconds: 0.02,
});
const standing = (changed: Partial<JobStanding> = {}): JobStanding => ({
  job: "load",
  role: "recorder",
  schedule: { everySeconds: 60 },
  policy: { timeoutMs: 30_000, catchUp: "last", overlap: "skip" },
  firstSeen: at(0),
  decidedUntil: at(60),
  paused: null,
  resumedAt: null,
  running: null,
  requested: null,
  tallies: [],
  ...changed,
});
const told = (changed: Partial<JobStanding>, now = at(500)) => {
  const one = standing(changed);
  const families = jobFamilies([{ standing: one, next: instantsOf(one.schedule, calendarBook().open) }], now);
  return Object.fromEntries(
    families.flatMap(({ name, samples }) =>
      samples.map(({ labels, value }) => [
        `${name.replace("mystocks_job_", "")}${labels["fate"] ? ` ${labels["fate"]}` : ""}`,
        value,
      ]),
    ),
  );
};

test("a job that runs well tells counts, its last success, when the next one is due, and what is next", () => {
  expect(told({ tallies: [tally("ok", 480, 8), tally("failed", 300)] })).toEqual({
    "runs_total ok": 8,
    "runs_total failed": 1,
    last_fate: 0,
    last_success_timestamp_seconds: 482,
    // The instant at 540, half a minute for the run and a minute of slack.
    success_due_timestamp_seconds: 630,
    next_planned_timestamp_seconds: 540,
    last_lateness_seconds: 0.02,
    last_duration_seconds: 2,
    running: 0,
    paused: 0,
  });
});

test.each([
  ["failed", 1],
  ["missed", 2],
  ["calendar_unknown", 3],
] as const)(
  "after an instant that ended as %s the last fate is %d, until a later one is ok",
  (state, code) => {
    expect(told({ tallies: [tally("ok", 420), tally(state, 480)] })).toMatchObject({ last_fate: code });
    expect(told({ tallies: [tally("ok", 480), tally(state, 420)] })).toMatchObject({ last_fate: 0 });
  },
);

test("skipped instants do not tell that a job is well again", () => {
  const tallies = [tally("failed", 420), tally("skipped_overlap", 480), tally("superseded", 490)];
  expect(told({ tallies })).toMatchObject({ last_fate: 1 });
});

test("retries put off when a success is due; a pause takes it away, and its end begins anew", () => {
  const policy = { timeoutMs: 30_000, retries: { times: 2, afterMs: 10_000 } } as const;
  expect(told({ policy, tallies: [tally("ok", 480)] })).toMatchObject({
    success_due_timestamp_seconds: 540 + 30 + 80 + 60,
  });
  const paused = { at: at(490), by: "alice", reason: "why" };
  expect(told({ paused })).not.toHaveProperty("success_due_timestamp_seconds");
  expect(told({ resumedAt: at(4000) })).toMatchObject({ success_due_timestamp_seconds: 4020 + 90 });
});

test("where nobody knows the calendar nothing is due and nothing is next", () => {
  const schedule = { at: "close", afterMinutes: 30, calendar: "XSHG" } as const;
  const later = told({ schedule, firstSeen: new Date("2027-03-01") }, new Date("2027-03-02"));
  expect(later).not.toHaveProperty("success_due_timestamp_seconds");
  expect(later).not.toHaveProperty("next_planned_timestamp_seconds");
});
