import { expect, test } from "@jest/globals";
import { calendarBook } from "@mystocks/calendar";
import { decide, type JobState } from "./decide.ts";
import { instantsOf, type Instant, type NextInstant } from "./instants.ts";

const at = (second: number) => new Date(second * 1000);
const job = (changed: Partial<JobState> = {}): JobState => ({
  catchUp: "none",
  overlap: "skip",
  next: instantsOf({ everySeconds: 60 }, calendarBook().open),
  decidedUntil: at(0),
  running: undefined,
  busyUntil: undefined,
  pause: undefined,
  ...changed,
});
const all = { catchUp: { allWithinSeconds: 600 }, overlap: "queue" } as const;
const fates = (decision: ReturnType<typeof decide>) =>
  decision?.passedOver.map(({ planned, state }) => [planned.getTime() / 1000, state]);

test("nothing is due before the next instant", () => {
  expect(decide(job(), at(59))).toBeUndefined();
});

test("an instant that is due runs, once", () => {
  const decision = decide(job(), at(60));
  expect(decision).toEqual({ run: at(60), cancel: undefined, passedOver: [], decidedUntil: at(60) });
  expect(decide(job({ decidedUntil: decision!.decidedUntil }), at(60))).toBeUndefined();
});

test("without catch-up old instants are missed and one that just came still runs", () => {
  const decision = decide(job(), at(190));
  expect(decision!.run).toEqual(at(180));
  expect(fates(decision)).toEqual([
    [60, "missed"],
    [120, "missed"],
  ]);
  expect(decide(job(), at(200))!.run).toBeUndefined();
});

test("catching up on the last, the newest runs in the place of all", () => {
  const decision = decide(job({ catchUp: "last" }), at(239));
  expect(decision!.run).toEqual(at(180));
  expect(fates(decision)).toEqual([
    [60, "superseded"],
    [120, "superseded"],
  ]);
});

test("catching up on all, each runs in order, the next one when the one before is done", () => {
  const decided = { run: at(60), cancel: undefined, passedOver: [], decidedUntil: at(60) };
  expect(decide(job(all), at(239))).toEqual(decided);
  expect(decide(job({ ...all, running: at(60), decidedUntil: at(60) }), at(239))).toBeUndefined();
});

test("what is older than the window in which all are caught up is missed", () => {
  const decision = decide(job({ ...all, catchUp: { allWithinSeconds: 100 } }), at(239));
  expect(decision).toMatchObject({ run: at(180), decidedUntil: at(180) });
  expect(decision!.passedOver.map(({ state, cause }) => [state, cause])).toEqual(
    [1, 2].map(() => ["missed", "older than the 100 s within which this job catches up"]),
  );
});

test("an instant during a run is skipped and says which run was in the way", () => {
  const decision = decide(job({ decidedUntil: at(60), running: at(60) }), at(121));
  expect(decision!.run).toBeUndefined();
  const cause = "the run of 1970-01-01T00:01:00.000Z is not finished";
  expect(decision!.passedOver).toEqual([{ planned: at(120), state: "skipped_overlap", cause }]);
});

test("with queue only the newest instant waits, and it runs however late the run before it ends", () => {
  const busy = job({ overlap: "queue", decidedUntil: at(60), running: at(60) });
  expect(decide(busy, at(121))).toBeUndefined();
  const decision = decide(busy, at(190));
  expect(fates(decision)).toEqual([[120, "superseded"]]);
  expect(decision!.decidedUntil).toEqual(at(120));
  const free = { ...busy, running: undefined, busyUntil: at(230), decidedUntil: at(120) };
  expect(decide(free, at(231))).toMatchObject({ run: at(180), passedOver: [] });
  // But one that came when nobody was there any more has not waited.
  expect(decide({ ...free, busyUntil: at(150) }, at(231))).toMatchObject({ run: undefined });
});

test("with cancel the run is told to end, and the instant runs after it", () => {
  const busy = job({ overlap: "cancel", decidedUntil: at(60), running: at(60) });
  expect(decide(busy, at(120))).toMatchObject({
    run: undefined,
    cancel: "ended for the run of 1970-01-01T00:02:00.000Z",
    decidedUntil: at(60),
  });
  expect(decide({ ...busy, running: undefined, busyUntil: at(125) }, at(140))!.run).toEqual(at(120));
});

test("instants of a pause are skipped with who and why, also when they are decided after it", () => {
  const pause = { from: at(100), until: undefined, cause: "paused by alice: maintenance" };
  expect(fates(decide(job({ pause, decidedUntil: at(60) }), at(125)))).toEqual([[120, "skipped_paused"]]);
  expect(decide(job({ pause }), at(62))!.run).toEqual(at(60));
  const decision = decide(job({ catchUp: "last", pause: { ...pause, until: at(200) } }), at(239));
  expect(fates(decision)).toEqual([
    [120, "skipped_paused"],
    [180, "skipped_paused"],
  ]);
  expect(decision!.run).toEqual(at(60));
});

test("closed and unknown days are passed over with the calendar's words, and the open one between them runs", () => {
  const days: Instant[] = [
    { at: at(60), calendar: "closed", cause: "XSHG is closed on 2026-10-01" },
    { at: at(120), calendar: "open" },
    { at: at(180), calendar: "unknown", cause: "nothing is known" },
  ];
  const next: NextInstant = (after) => days.find((day) => day.at > after);
  const decision = decide(job({ next, catchUp: "last" }), at(200));
  expect(decision).toMatchObject({ run: at(120), decidedUntil: at(180) });
  expect(fates(decision)).toEqual([
    [60, "skipped_calendar"],
    [180, "calendar_unknown"],
  ]);
});

test("after weeks away instants are decided in rounds, and only the very last runs", () => {
  let state = job({ catchUp: "last" });
  const now = at(60 * 2500 + 5);
  const runs: Date[] = [];
  let passedOver = 0;
  for (let decision = decide(state, now); decision; decision = decide(state, now)) {
    if (decision.run) runs.push(decision.run);
    passedOver += decision.passedOver.length;
    state = { ...state, decidedUntil: decision.decidedUntil };
  }
  expect(runs).toEqual([at(60 * 2500)]);
  expect(passedOver).toBe(2499);
});
