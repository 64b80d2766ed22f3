import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decide, type Decision, type JobState } from "./decide.ts";
import type { CatchUp, Overlap } from "./definition.ts";
import type { Instant, NextInstant } from "./instants.ts";

const at = (second: number) => new Date(second * 1000);
type Kind = Instant["calendar"];

/** A minute-long story: what is planned, how long runs take, when somebody looks, when the job is paused. */
const stories = fc.record({
  policy: fc.constantFrom<{ catchUp: CatchUp; overlap: Overlap }[]>(
    ...(["none", "last"] as const).flatMap((catchUp) =>
      (["skip", "queue", "cancel"] as const).map((overlap) => ({ catchUp, overlap })),
    ),
    { catchUp: { allWithinSeconds: 40 }, overlap: "queue" },
    { catchUp: { allWithinSeconds: 1_000_000 }, overlap: "queue" },
  ),
  instants: fc.array(
    fc.record({
      after: fc.integer({ min: 1, max: 50 }),
      kind: fc.constantFrom<Kind>("open", "open", "closed", "unknown"),
    }),
    { minLength: 1, maxLength: 40 },
  ),
  durations: fc.infiniteStream(fc.integer({ min: 0, max: 120 })),
  looks: fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 30, max: 600 })), {
    maxLength: 60,
  }),
  pause: fc.option(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }))),
});
type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never;

function live({ policy, instants, durations, looks, pause }: Story) {
  let second = 0;
  const planned = instants.map(({ after, kind }): Instant => {
    second += after;
    return kind === "open"
      ? { at: at(second), calendar: kind }
      : { at: at(second), calendar: kind, cause: kind };
  });
  const next: NextInstant = (after) => planned.find((one) => one.at > after);
  let state: JobState = {
    ...policy,
    next,
    decidedUntil: at(0),
    running: undefined,
    busyUntil: undefined,
    pause:
      pause === null ? undefined : { from: at(pause[0]), until: at(pause[0] + pause[1]), cause: "paused" },
  };
  const fates: { planned: Date; state: string }[] = [];
  const runs: { planned: Date; from: number; until: number }[] = [];
  let endsAt = Infinity;
  let now = 0;
  const apply = (decision: Decision) => {
    fates.push(...decision.passedOver);
    state = { ...state, decidedUntil: decision.decidedUntil };
    if (decision.cancel !== undefined) endsAt = Math.min(endsAt, now + 3);
    if (decision.run === undefined) return;
    fates.push({ planned: decision.run, state: "ran" });
    endsAt = now + (durations.next().value as number);
    runs.push({ planned: decision.run, from: now, until: endsAt });
    state = { ...state, running: decision.run };
  };
  const look = () => {
    if (state.running !== undefined && endsAt <= now) {
      runs.at(-1)!.until = endsAt;
      state = { ...state, running: undefined, busyUntil: at(endsAt) };
    }
    const decision = decide(state, at(now));
    if (decision !== undefined) apply(decision);
  };
  for (const seconds of looks) {
    now += seconds;
    look();
  }
  // In the end somebody looks until everything is decided.
  for (let rest = 0; rest < 200; rest++) {
    now += 130;
    look();
  }
  return { planned, fates, runs, state };
}

test("every instant has one fate, whatever the policies, pauses, lengths of runs and times away", () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { planned, fates } = live(story);
      const times = (list: readonly { getTime(): number }[]) =>
        list.map((one) => one.getTime()).sort((a, b) => a - b);
      expect(times(fates.map((fate) => fate.planned))).toEqual(times(planned.map((instant) => instant.at)));
    }),
    { numRuns: 1000 },
  );
});

test("nothing runs on a closed or unknown day, in a pause, early, or while another run goes on", () => {
  fc.assert(
    fc.property(stories, (story) => {
      const { planned, runs, state } = live(story);
      let until = 0;
      for (const run of runs) {
        const instant = planned.find((one) => +one.at === +run.planned)!;
        expect(instant.calendar).toBe("open");
        if (state.pause !== undefined)
          expect(run.planned < state.pause.from || run.planned >= state.pause.until!).toBe(true);
        expect(run.from).toBeGreaterThanOrEqual(run.planned.getTime() / 1000);
        expect(run.from).toBeGreaterThanOrEqual(until);
        until = run.until;
      }
    }),
    { numRuns: 1000 },
  );
});

test("who catches up on all without an end misses none", () => {
  fc.assert(
    fc.property(stories, (story) => {
      const policy = { catchUp: { allWithinSeconds: 1_000_000 }, overlap: "queue" } as const;
      const { planned, fates } = live({ ...story, policy, pause: null });
      const open = planned.filter(({ calendar }) => calendar === "open").length;
      expect(fates.filter(({ state }) => state === "ran")).toHaveLength(open);
    }),
    { numRuns: 300 },
  );
});

test("who catches up on the last has run after the newest open instant", () => {
  fc.assert(
    fc.property(stories, fc.constantFrom("queue", "cancel"), (story, overlap) => {
      const { planned, runs } = live({ ...story, policy: { catchUp: "last", overlap }, pause: null });
      const newest = planned.findLast(({ calendar }) => calendar === "open");
      if (newest !== undefined) expect(runs.at(-1)?.planned).toEqual(newest.at);
    }),
    { numRuns: 300 },
  );
});
