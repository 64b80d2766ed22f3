import { causeText } from "./causes.ts";
import type { CatchUp, Overlap } from "./definition.ts";
import type { Instant, NextInstant } from "./instants.ts";

/** Later than this an instant counts as one for which nobody was there: a crashed owner is replaced before. */
const ON_TIME_MS = 15_000;

/** At most so many instants are decided at once; the rest follows in the next round. */
const INSTANTS_A_ROUND = 1000;

export interface JobState {
  catchUp: CatchUp;
  overlap: Overlap;
  next: NextInstant;
  /** Everything up to here has its row. */
  decidedUntil: Date;
  /** The instant whose run is not over, whoever runs it or will try it again. */
  running: Date | undefined;
  /** When the newest run ended: instants until then may have waited for it. */
  busyUntil: Date | undefined;
  pause: Pause | undefined;
}

/** The newest pause of a job. */
export interface Pause {
  from: Date;
  /** undefined: it goes on. */
  until: Date | undefined;
  cause: string;
}

interface PassedOver {
  planned: Date;
  state:
    "missed" | "superseded" | "skipped_overlap" | "skipped_calendar" | "skipped_paused" | "calendar_unknown";
  cause: string;
}

export interface Decision {
  /** To be run now by whoever gets to write this decision. */
  run: Date | undefined;
  /** Why the run that goes on shall end. */
  cancel: string | undefined;
  passedOver: PassedOver[];
  decidedUntil: Date;
}

/**
 * What becomes of the instants that are due at `now`; undefined when there is nothing to decide. Every instant up to
 * decidedUntil is either the one to run or passed over; later ones wait for another decision.
 */
export function decide(state: JobState, now: Date): Decision | undefined {
  const due = dueInstants(state, now);
  if (due.length === 0) return undefined;
  if (typeof state.catchUp === "object") return decideEach(state, due, now);
  if (state.running !== undefined && state.overlap === "skip") return passAll(state, due, now);
  return decideNewest(state, due, now);
}

/** Of the instants that may run only the newest can. */
function decideNewest(state: JobState, due: readonly Instant[], now: Date): Decision | undefined {
  // In a round that was cut short a newer one follows.
  const newest = due.length < INSTANTS_A_ROUND ? due.findLastIndex((instant) => mayRun(state, instant)) : -1;
  const instant = due[newest];
  if (instant === undefined) return passAll(state, due, now);
  if (state.running !== undefined) {
    const cancel =
      state.overlap === "cancel" ? causeText("endedForLater", { run: instant.at.toISOString() }) : undefined;
    return waiting(state, { due: due.slice(0, newest), cancel }, now);
  }
  if (state.catchUp !== "last" && !isOnTime(instant, now) && !hasWaited(state, instant))
    return passAll(state, due, now);
  return {
    run: instant.at,
    cancel: undefined,
    passedOver: [...due.slice(0, newest), ...due.slice(newest + 1)].map((one) => passOver(state, one, now)),
    decidedUntil: due.at(-1)!.at,
  };
}

/** Each one that is not too old runs, one after the other. */
function decideEach(state: JobState, due: readonly Instant[], now: Date): Decision | undefined {
  const first = due.findIndex((instant) => mayRun(state, instant) && !isTooOld(state, instant, now));
  const instant = due[first];
  if (instant === undefined) return passAll(state, due, now);
  const before = due.slice(0, first);
  if (state.running !== undefined) return waiting(state, { due: before, cancel: undefined }, now);
  const passedOver = before.map((one) => passOver(state, one, now));
  return { run: instant.at, cancel: undefined, passedOver, decidedUntil: instant.at };
}

/** Something runs: instants before the one that waits are passed over now. */
function waiting(
  state: JobState,
  { due, cancel }: { due: readonly Instant[]; cancel: string | undefined },
  now: Date,
): Decision | undefined {
  if (due.length === 0 && cancel === undefined) return undefined;
  const passedOver = due.map((one) => passOver(state, one, now));
  return { run: undefined, cancel, passedOver, decidedUntil: due.at(-1)?.at ?? state.decidedUntil };
}

function passAll(state: JobState, due: readonly Instant[], now: Date): Decision {
  const passedOver = due.map((one) => passOver(state, one, now));
  return { run: undefined, cancel: undefined, passedOver, decidedUntil: due.at(-1)!.at };
}

/** Why an instant does not run, the weightiest reason first. */
function passOver(state: JobState, instant: Instant, now: Date): PassedOver {
  const { at: planned } = instant;
  if (instant.calendar === "unknown") return { planned, state: "calendar_unknown", cause: instant.cause };
  if (instant.calendar === "closed") return { planned, state: "skipped_calendar", cause: instant.cause };
  if (isPaused(state, instant)) return { planned, state: "skipped_paused", cause: state.pause!.cause };
  if (state.running !== undefined && state.overlap === "skip") {
    const cause = causeText("stillRunning", { run: state.running.toISOString() });
    return { planned, state: "skipped_overlap", cause };
  }
  if (typeof state.catchUp === "object") {
    const cause = causeText("tooOld", { seconds: state.catchUp.allWithinSeconds });
    return { planned, state: "missed", cause };
  }
  if (state.catchUp === "last" || isOnTime(instant, now) || hasWaited(state, instant))
    return { planned, state: "superseded", cause: causeText("laterInstead", {}) };
  const lateSeconds = Math.round((now.getTime() - planned.getTime()) / 1000);
  return { planned, state: "missed", cause: causeText("nobodyThere", { seconds: lateSeconds }) };
}

function dueInstants({ next, decidedUntil }: JobState, now: Date): Instant[] {
  const due: Instant[] = [];
  let instant = next(decidedUntil);
  while (instant !== undefined && instant.at <= now && due.length < INSTANTS_A_ROUND) {
    due.push(instant);
    instant = next(instant.at);
  }
  return due;
}

const mayRun = (state: JobState, instant: Instant) =>
  instant.calendar === "open" && !isPaused(state, instant);

function isPaused({ pause }: JobState, { at }: Instant): boolean {
  return pause !== undefined && at >= pause.from && (pause.until === undefined || at < pause.until);
}

const isOnTime = ({ at }: Instant, now: Date) => now.getTime() - at.getTime() <= ON_TIME_MS;

/** Somebody was there, but the job was busy. */
function hasWaited({ overlap, running, busyUntil }: JobState, { at }: Instant): boolean {
  return overlap !== "skip" && (running !== undefined || (busyUntil !== undefined && at <= busyUntil));
}

function isTooOld({ catchUp }: JobState, { at }: Instant, now: Date): boolean {
  return typeof catchUp === "object" && now.getTime() - at.getTime() > catchUp.allWithinSeconds * 1000;
}
