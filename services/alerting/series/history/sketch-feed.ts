import { readPulseHistory, readSampleHistory } from "@mystocks/store";
import type pg from "pg";
import type { Line } from "./line.ts";
import { MINUTE_MS, type MinuteGrid, type Presence } from "./minute-grid.ts";
import type { Pacer } from "./pacer.ts";
import type { SketchSource } from "./sketch-source.ts";

/** Minutes that are fetched at once, and that are kept whole. */
const SLICE = 30;
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

/** Sketches of one minute and source. */
interface Slice {
  from: number;
  to: number;
  /** By operation or series, then by minute from the slice's first on. */
  operations: Map<number, Uint8Array[][]>;
  series: Map<number, Uint8Array[][]>;
}

/** The histograms that one selector reads, as far as a judgement that moves through the window needs them. */
export class SketchFeed {
  readonly lines: readonly Line[];
  readonly #parts: SketchFeedParts;
  /** The minutes before this one have been read. */
  #cursor: number;
  #next: Promise<Slice> | undefined;
  /** The judgement before which what is not needed any more was dropped. */
  #droppedMs: number;

  constructor(parts: SketchFeedParts) {
    const { grid, operations, series, offsetMs, reachMs, fromMs } = parts;
    this.#parts = parts;
    this.#droppedMs = fromMs;
    this.lines = [...operations, ...series].flatMap(({ source }) => source.lines);
    this.#cursor = Math.max(0, grid.minuteOf(fromMs - offsetMs - reachMs));
    this.#close([...operations, ...series], this.#cursor);
  }

  /** For judgements up to this time, the next of them at `fromMs`. */
  async advance(fromMs: number, untilMs: number): Promise<void> {
    const { grid, offsetMs, reachMs } = this.#parts;
    const goal = Math.min(grid.minutes, grid.minuteOf(untilMs - offsetMs));
    while (this.#cursor < goal) await this.#take(await (this.#next ?? this.#read(this.#cursor)));
    if (fromMs - this.#droppedMs < (SLICE / 2) * MINUTE_MS) return;
    this.#droppedMs = fromMs;
    const step = Math.ceil(reachMs / MOST_OLD / MINUTE_MS) * MINUTE_MS;
    for (const { source } of [...this.#parts.operations, ...this.#parts.series])
      source.drop(fromMs - offsetMs - reachMs, fromMs - offsetMs - SLICE * MINUTE_MS, step);
  }

  async #take(slice: Slice): Promise<void> {
    this.#next = slice.to < this.#parts.grid.minutes ? this.#read(slice.to) : undefined;
    // Its error is thrown when its turn comes.
    this.#next?.catch(() => {});
    for (const one of this.#parts.operations) {
      this.#add(one, slice, slice.operations.get(one.id), (sketches) =>
        sketches.forEach((sketch) => one.source.take(sketch)),
      );
      await this.#parts.pacer.rest();
    }
    for (const one of this.#parts.series) {
      this.#add(one, slice, slice.series.get(one.id), (sketches) => one.source.take(sketches.at(-1)!));
      await this.#parts.pacer.rest();
    }
    this.#cursor = slice.to;
  }

  #add(
    one: FedSource,
    { from, to }: Slice,
    minutes: Uint8Array[][] | undefined,
    add: (sketches: Uint8Array[]) => void,
  ): void {
    for (let minute = from; minute < to; minute++) {
      const sketches = minutes?.[minute - from];
      if (sketches !== undefined) add(sketches);
      this.#close([one], minute + 1);
    }
  }

  /** The end of a minute. */
  #close(sources: readonly FedSource[], at: number): void {
    for (const { source, presence } of sources) {
      const timeMs = presence.times[at]!;
      if (at < presence.first) continue;
      if (presence.stale?.[at] === 1) source.end(timeMs);
      else source.append(timeMs);
    }
  }

  async #read(from: number): Promise<Slice> {
    const { pool, grid, operations, series } = this.#parts;
    const to = Math.min(from + SLICE, grid.minutes);
    const window = { from: new Date(grid.times[from]!), to: new Date(grid.times[to]!), withSketches: true };
    const slice: Slice = { from, to, operations: new Map(), series: new Map() };
    const put = (by: Slice["series"], id: number, timeMs: number, sketch: Uint8Array) => {
      const minutes = by.get(id) ?? [];
      (minutes[grid.minuteOf(timeMs) - from] ??= []).push(sketch);
      by.set(id, minutes);
    };
    if (operations.length > 0) {
      const operationIds = operations.map(({ id }) => id);
      const found = await readPulseHistory(pool, { ...window, operationIds, figures: [] });
      for (const one of found)
        one.each((timeMs, _, sketch) => put(slice.operations, one.operationId, timeMs, sketch));
    }
    if (series.length > 0) {
      const found = await readSampleHistory(pool, { ...window, seriesIds: series.map(({ id }) => id) });
      for (const one of found)
        for (const { lastMs, sketch } of [...one.rows()].sort((a, b) => a.lastMs - b.lastMs))
          put(slice.series, one.seriesId, lastMs, sketch);
    }
    return slice;
  }
}
