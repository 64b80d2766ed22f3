import { expect, test } from "@jest/globals";
import { decide, type JobState } from "./decide.ts";
import { instantsOf } from "./instants.ts";

const at = (second: number) => new Date(second * 1000);
const job = (changed: Partial<JobState> = {}): JobState => ({
  catchUp: "none",
  next: instantsOf({ everySeconds: 60 }),
  decidedUntil: at(0),
  running: undefined,
  ...changed,
});
const fates = (decision: ReturnType<typeof decide>) =>
  decision?.passedOver.map(({ planned, state }) => [planned.getTime() / 1000, state]);

test("nothing is due before the next instant", () => {
  expect(decide(job(), at(59))).toBeUndefined();
});

test("an instant that is due runs, once", () => {
  const decision = decide(job(), at(60));
  expect(decision).toEqual({ run: at(60), passedOver: [], decidedUntil: at(60) });
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
  expect(decide(job({ catchUp: "all" }), at(239))).toEqual({
    run: at(60),
    passedOver: [],
    decidedUntil: at(60),
  });
  expect(decide(job({ catchUp: "all", running: at(60), decidedUntil: at(60) }), at(239))).toBeUndefined();
});

test("an instant during a run is skipped and says which run was in the way", () => {
  const decision = decide(job({ decidedUntil: at(60), running: at(60) }), at(121));
  expect(decision!.run).toBeUndefined();
  expect(decision!.passedOver).toEqual([
    { planned: at(120), state: "skipped", cause: "the run of 1970-01-01T00:01:00.000Z is not finished" },
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
