import {
  readPulseHistory,
  readSampleHistory,
  type OperationHistory,
  type SampleHistory,
} from "@mystocks/store";
import type pg from "pg";
import type { Line } from "./line.ts";
import { MINUTE_MS, type MinuteGrid, type Presence } from "./minute-grid.ts";
import type { Pacer } from "./pacer.ts";
import { SketchMinutes } from "./sketch-minutes.ts";
import type { SketchSource } from "./sketch-source.ts";

/** Minutes that are fetched at once. */
const FETCHED = 120;
/** Minutes after which what is not needed any more is dropped. */
const DROPPED_AFTER = 15;
/** Minutes before the range's end that are kept whole. */
const KEPT_WHOLE = 30;
/** Of what is older one in so many is kept, so that a day of a hundred histograms has room. */
const MOST_OLD = 360;

export interface FedSource {
  /** Of the operation, or of the series. */
  id: number;
  source: SketchSource;
  presence: Presence;
}

export interface SketchFeedParts {
  pool: pg.Pool | pg.ClientBase;
  grid: MinuteGrid;
  operations: readonly FedSource[];
  series: readonly FedSource[];
  /** How long before the time of a judgement its selector reads, and over how long. */
  offsetMs: number;
  reachMs: number;
  /** The first judgement. */
  fromMs: number;
  pacer: Pacer;
}

/** Sketches of the minutes from one up to and without another. */
interface Slice {
  from: number;
  to: number;
  sketches: Map<FedSource, SketchMinutes>;
}

/** The histograms that one selector reads, as far as a judgement that moves through the window needs them. */
export class SketchFeed {
  readonly lines: readonly Line[];
  readonly #parts: SketchFeedParts;
  readonly #sources: readonly FedSource[];
  /** The minutes before this one have been taken in. */
  #cursor: number;
  #slice: Slice;
  /** The slice after it, on its way. */
  #next: Promise<Slice>;
  /** The judgement before which what is not needed any more was dropped. */
  #droppedMs: number;

  constructor(parts: SketchFeedParts) {
    const { grid, operations, series, offsetMs, reachMs, fromMs } = parts;
    this.#parts = parts;
    this.#sources = [...operations, ...series];
    this.lines = this.#sources.flatMap(({ source }) => source.lines);
    this.#droppedMs = fromMs;
    this.#cursor = Math.max(0, grid.minuteOf(fromMs - offsetMs - reachMs));
    this.#slice = { from: this.#cursor, to: this.#cursor, sketches: new Map() };
    this.#next = this.#read(this.#cursor);
    for (const one of this.#sources) close(one, this.#cursor);
  }

  /** For judgements up to this time, the next of them at `fromMs`. */
  async advance(fromMs: number, untilMs: number): Promise<void> {
    const { grid, offsetMs } = this.#parts;
    const goal = Math.min(grid.minutes, grid.minuteOf(untilMs - offsetMs));
    while (this.#cursor < goal) {
      if (this.#cursor === this.#slice.to) await this.#turn();
      await this.#takeIn(Math.min(goal, this.#slice.to));
    }
    if (fromMs - this.#droppedMs >= DROPPED_AFTER * MINUTE_MS) this.#drop(fromMs);
  }

  async #turn(): Promise<void> {
    this.#slice = await this.#next;
    this.#next = this.#read(this.#slice.to);
  }

  async #takeIn(to: number): Promise<void> {
    for (const one of this.#sources) {
      const sketches = this.#slice.sketches.get(one);
      for (let minute = this.#cursor; minute < to; minute++) {
        sketches?.take(minute, (bytes, start, end) => one.source.take(bytes, start, end));
        close(one, minute + 1);
      }
      await this.#parts.pacer.rest();
    }
    this.#cursor = to;
  }

  #drop(fromMs: number): void {
    const { offsetMs, reachMs } = this.#parts;
    this.#droppedMs = fromMs;
    const step = Math.ceil(reachMs / MOST_OLD / MINUTE_MS) * MINUTE_MS;
    const endMs = fromMs - offsetMs;
    for (const { source } of this.#sources)
      source.drop(endMs - reachMs, endMs - KEPT_WHOLE * MINUTE_MS, step);
  }

  /** Its error is thrown when its turn comes. */
  #read(from: number): Promise<Slice> {
    const slice = this.#fetch(from);
    slice.catch(() => {});
    return slice;
  }

  async #fetch(from: number): Promise<Slice> {
    const { pool, grid, operations, series } = this.#parts;
    const to = Math.min(from + FETCHED, grid.minutes);
    if (from >= to) return { from, to, sketches: new Map() };
    const window = { from: new Date(grid.times[from]!), to: new Date(grid.times[to]!), withSketches: true };
    const operationIds = operations.map(({ id }) => id);
    const seriesIds = series.map(({ id }) => id);
    const pulses =
      operations.length === 0 ? [] : await readPulseHistory(pool, { ...window, operationIds, figures: [] });
    const samples = series.length === 0 ? [] : await readSampleHistory(pool, { ...window, seriesIds });
    const sketches = new Map([
      ...bySource(
        operations,
        pulses.map((history) => [history.operationId, ofOperation(history, grid)]),
      ),
      ...bySource(
        series,
        samples.map((history) => [history.seriesId, ofSeries(history, grid)]),
      ),
    ]);
    return { from, to, sketches };
  }
}

function bySource(
  sources: readonly FedSource[],
  found: readonly (readonly [id: number, SketchMinutes])[],
): [FedSource, SketchMinutes][] {
  const byId = new Map(found);
  return sources.flatMap((one) => {
    const sketches = byId.get(one.id);
    return sketches === undefined ? [] : [[one, sketches]];
  });
}

/** The end of a minute. */
function close({ source, presence }: FedSource, at: number): void {
  if (at < presence.first) return;
  const timeMs = presence.times[at]!;
  if (presence.stale?.[at] === 1) source.end(timeMs);
  else source.append(timeMs);
}

function ofOperation(history: OperationHistory, grid: MinuteGrid): SketchMinutes {
  const minutes = new SketchMinutes();
  history.each((timeMs, _, start, end) => minutes.put(grid.minuteOf(timeMs), history.bytes, start, end));
  return minutes;
}

/** Each is the total up to its time, so the last one of a minute stands. */
function ofSeries(history: SampleHistory, grid: MinuteGrid): SketchMinutes {
  const minutes = new SketchMinutes();
  for (const { lastMs, sketch } of [...history.rows()].sort((a, b) => a.lastMs - b.lastMs))
    minutes.put(grid.minuteOf(lastMs), sketch, 0, sketch.length);
  return minutes;
}
