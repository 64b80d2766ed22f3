import { flowOf, sumOf, type Flow, type HopName, type Reading, type Signal, type Unit } from "./flow.ts";

/** Figures of different processes are not of one moment: what differs for longer than this is no delay. */
const SETTLE_MS = 30_000;
/** They lie at most so far apart. */
const SKEW_MS = 2000;

/**
 * A line of the ledger. Of one hop: in = out + repeated + dropped + held. Of the way between two: what left the
 * one = what reached the other + what lies in the hops between.
 */
export interface Line {
  from: HopName;
  to: HopName;
  signal: Signal;
  unit: Unit;
  /** All of its figures are read in one piece, so it must add up at every reading. */
  isExact: boolean;
  /** Of a way: what lies between, in the line's unit; null when that is not known. */
  between?: (reading: Reading) => number | null;
}

type Why =
  /** Some services do not tell what they send. */
  | "not_all_tell"
  /** A figure of it has not been read in the window. */
  | "not_told"
  /** Something waits that is counted in another unit. */
  | "waiting_uncounted"
  /** Watched for too short a time to tell delay from loss. */
  | "settling";

export interface Balance {
  line: Line;
  fromMs: number;
  toMs: number;
  in: number | null;
  out: number | null;
  repeated: number | null;
  dropped: Record<string, number>;
  /** Waits now, and how that changed in the window. */
  held: number | null;
  heldChange: number | null;
  /** More than 0: missing. Less: more came out than went in. Null: can't be told, `why` says for what reason. */
  unaccounted: number | null;
  /** `unaccounted` may be wrong by so much. */
  doubt: number;
  why: Why | null;
}

/** The sums of a line from the first of these readings that knows its figures to the last. Readings by rising time. */
export function balanceOf(line: Line, readings: readonly Reading[]): Balance {
  // A day of readings is looked through at each request, so only its two ends are.
  const first = firstOf(readings, (reading) => countedOf(line, reading));
  const last = firstOf(backwards(readings), (reading) => countedOf(line, reading));
  if (first === undefined || last === undefined) return untold(line, readings);
  return {
    line,
    fromMs: first.atMs,
    toMs: last.atMs,
    in: last.in - first.in,
    out: last.out - first.out,
    repeated: last.repeated - first.repeated,
    dropped: droppedBetween(first.dropped, last.dropped),
    held: last.held,
    heldChange: last.held === null || first.held === null ? null : last.held - first.held,
    ...unaccountedOf(line, readings, last.atMs),
  };
}

function* backwards<T>(values: readonly T[]): Generator<T> {
  for (let place = values.length - 1; place >= 0; place--) yield values[place]!;
}

function firstOf<T, R>(values: Iterable<T>, read: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Figures {
  in: number;
  out: number;
  repeated: number;
  dropped: Readonly<Record<string, number>>;
  held: number | null;
  doubt: number;
}

function figuresOf(line: Line, reading: Reading): Figures | undefined {
  const { from, to, signal, unit, between } = line;
  const left = flowOf(reading, from, signal, unit);
  const reached = from === to ? left : flowOf(reading, to, signal, unit);
  if (left === undefined || reached === undefined) return undefined;
  return from === to ? withinHop(left) : onTheWay(left, reached, between?.(reading) ?? (between ? null : 0));
}

function withinHop({ repeated, dropped, held, doubt, ...flow }: Flow): Figures | undefined {
  if (flow.in === null || flow.out === null) return undefined;
  return { in: flow.in, out: flow.out, repeated: repeated ?? 0, dropped, held, doubt };
}

function onTheWay(left: Flow, reached: Flow, held: number | null): Figures | undefined {
  if (left.out === null || reached.in === null) return undefined;
  // What was sent again is counted twice where it arrives and perhaps once where it left.
  const doubt = left.doubt + reached.doubt + (reached.repeated ?? 0);
  return { in: left.out, out: reached.in, repeated: 0, dropped: {}, held, doubt };
}

type Counted = Figures & { atMs: number };
/** With what is open between in and out. */
type Open = Counted & { open: number };
type Missing = Pick<Balance, "unaccounted" | "why" | "doubt">;

function countedOf(line: Line, reading: Reading): Counted | undefined {
  const figures = figuresOf(line, reading);
  return figures && { atMs: reading.atMs, ...figures };
}

function openOf(line: Line, reading: Reading): Open | undefined {
  const counted = countedOf(line, reading);
  if (counted === undefined || counted.held === null) return undefined;
  const { repeated, dropped, held } = counted;
  return { ...counted, open: counted.in - counted.out - repeated - sumOf(Object.values(dropped)) - held };
}

/**
 * How far in and out have drifted apart. Delay makes their difference swing; loss moves where it swings. So the
 * difference just after the beginning and just before the end are compared as intervals: what lies between them
 * is missing for certain, and nothing is when they meet. A delay that stays means more items when more come, so
 * a change of the rate is a doubt.
 */
function unaccountedOf(line: Line, readings: readonly Reading[], toMs: number): Missing {
  const first = firstOf(readings, (reading) => openOf(line, reading));
  const last = firstOf(backwards(readings), (reading) => openOf(line, reading));
  if (first === undefined || last === undefined || last.atMs < toMs - SETTLE_MS)
    return { unaccounted: null, why: "waiting_uncounted", doubt: 0 };
  const doubt = last.doubt - first.doubt;
  if (line.isExact) return { unaccounted: last.open - first.open, why: null, doubt };
  if (last.atMs - first.atMs < 2 * SETTLE_MS) return { unaccounted: null, why: "settling", doubt };
  const within = (fromMs: number) =>
    readings
      .filter(({ atMs }) => atMs >= fromMs && atMs <= fromMs + SETTLE_MS)
      .flatMap((reading) => openOf(line, reading) ?? []);
  const [begin, end] = [within(first.atMs), within(last.atMs - SETTLE_MS)];
  const shift = Math.abs(pace(end) - pace(begin)) * SKEW_MS;
  return { unaccounted: apart(begin, end), why: null, doubt: doubt + Math.ceil(shift) };
}

/** Items a millisecond. */
function pace(counted: readonly Counted[]): number {
  const [first, last] = [counted[0]!, counted.at(-1)!];
  return last.atMs === first.atMs ? 0 : (last.in - first.in) / (last.atMs - first.atMs);
}

function apart(begin: readonly Open[], end: readonly Open[]): number {
  const [before, after] = [begin, end].map((part) => part.map(({ open }) => open)) as [number[], number[]];
  const missing = Math.min(...after) - Math.max(...before);
  if (missing > 0) return missing;
  return Math.min(0, Math.max(...after) - Math.min(...before));
}

function droppedBetween(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Record<string, number> {
  const grown = Object.entries(after).map(
    ([reason, count]) => [reason, count - (before[reason] ?? 0)] as const,
  );
  return Object.fromEntries(grown.filter(([, count]) => count > 0));
}

function untold(line: Line, readings: readonly Reading[]): Balance {
  const toMs = readings.at(-1)?.atMs ?? 0;
  return {
    line,
    fromMs: readings[0]?.atMs ?? toMs,
    toMs,
    in: null,
    out: null,
    repeated: null,
    dropped: {},
    held: null,
    heldChange: null,
    unaccounted: null,
    doubt: 0,
    why: "not_told",
  };
}
