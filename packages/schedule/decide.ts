import type { CatchUp } from "./definition.ts";
import type { NextInstant } from "./instants.ts";

/** Later than this an instant counts as one for which nobody was there: a crashed owner is replaced before. */
const ON_TIME_MS = 15_000;

/** At most so many instants are decided at once; the rest follows in the next round. */
const INSTANTS_A_ROUND = 1000;

export interface JobState {
  catchUp: CatchUp;
  next: NextInstant;
  /** Everything up to here has its row. */
  decidedUntil: Date;
  /** The instant that is being run, by whichever owner. */
  running: Date | undefined;
}

export interface Decision {
  /** To be run now by whoever gets to write this decision. */
  run: Date | undefined;
  passedOver: { planned: Date; state: "missed" | "skipped" | "superseded"; cause: string }[];
  decidedUntil: Date;
}

/** What becomes of the instants that are due at `now`; undefined when there is nothing to decide. */
export function decide({ catchUp, next, decidedUntil, running }: JobState, now: Date): Decision | undefined {
  const due = dueInstants(next, decidedUntil, now);
  const newest = due.at(-1);
  if (newest === undefined) return undefined;
  if (catchUp === "all") {
    const oldest = due[0]!;
    return running === undefined ? { run: oldest, passedOver: [], decidedUntil: oldest } : undefined;
  }
  if (running !== undefined) {
    const cause = `the run of ${running.toISOString()} is not finished`;
    return {
      run: undefined,
      passedOver: due.map((planned) => ({ planned, state: "skipped", cause })),
      decidedUntil: newest,
    };
  }
  const isLast = next(newest) === undefined || next(newest)! > now;
  const run = isLast && (catchUp === "last" || isOnTime(newest, now)) ? newest : undefined;
  const rest = run === undefined ? due : due.slice(0, -1);
  return { run, passedOver: rest.map((planned) => passOver(planned, catchUp, now)), decidedUntil: newest };
}

function passOver(planned: Date, catchUp: CatchUp, now: Date): Decision["passedOver"][number] {
  if (catchUp === "last" || isOnTime(planned, now))
    return { planned, state: "superseded", cause: "a later instant runs in its place" };
  const lateSeconds = Math.round((now.getTime() - planned.getTime()) / 1000);
  return { planned, state: "missed", cause: `nobody was there for ${lateSeconds} s` };
}

function dueInstants(next: NextInstant, after: Date, now: Date): Date[] {
  const due: Date[] = [];
  let instant = next(after);
  while (instant !== undefined && instant <= now && due.length < INSTANTS_A_ROUND) {
    due.push(instant);
    instant = next(instant);
  }
  return due;
}

const isOnTime = (planned: Date, now: Date) => now.getTime() - planned.getTime() <= ON_TIME_MS;
