import type { LeafSelector, Matcher, Series, SeriesStore } from "@mystocks/promql";
import type { Calendars } from "@mystocks/rules";
import type pg from "pg";
import { areMet, keyOf } from "../matching.ts";
import { MarketHours } from "../market-hours.ts";
import { floatLine, type Line } from "./line.ts";
import { MinuteGrid } from "./minute-grid.ts";
import { openOperations } from "./operation-history.ts";
import type { Pacer } from "./pacer.ts";
import { reachOf, type Reach } from "./reach.ts";
import { openSampled } from "./sampled-history.ts";
import { SketchFeed, type FedSource } from "./sketch-feed.ts";

export interface HistoryParts {
  pool: pg.Pool | pg.ClientBase;
  calendars: Calendars;
  /** All that will be asked: the matchers that are passed to `select` must be these objects. */
  selectors: readonly LeafSelector[];
  /** The first and the last judgement. */
  fromMs: number;
  toMs: number;
  pacer: Pacer;
  /** Nobody keeps a histogram beyond the next `advance`. */
  reuses: boolean;
}

/** A selector with what it reads. */
export interface Asked extends Reach {
  matchers: readonly Matcher[];
}

/** What one kind of source has for the selectors. */
export interface OpenedHistory {
  lines: Line[];
  /** Sources of sketches, by the selector that reads them. */
  operations: Map<Asked, FedSource[]>;
  series: Map<Asked, FedSource[]>;
}

/**
 * Series of a past window as the monitoring store has them, a sample at the end of each minute, with what is computed.
 * Floats are held for the whole window; histograms move with the judgement.
 */
export class History implements SeriesStore {
  readonly #lines: readonly Line[];
  readonly #feeds: ReadonlyMap<readonly Matcher[], SketchFeed>;
  readonly #found = new Map<readonly Matcher[], readonly Line[]>();

  private constructor(lines: readonly Line[], feeds: ReadonlyMap<readonly Matcher[], SketchFeed>) {
    this.#lines = lines;
    this.#feeds = feeds;
  }

  static async open(parts: HistoryParts): Promise<History> {
    const asked = parts.selectors.map((leaf) => ({ matchers: leaf.matchers, ...reachOf(leaf, parts) }));
    const backMs = Math.max(0, ...asked.map(({ offsetMs, reachMs }) => offsetMs + reachMs));
    const grid = new MinuteGrid(parts.fromMs - backMs, parts.toMs);
    const operations = await openOperations({ ...parts, grid, asked });
    const sampled = await openSampled({ ...parts, grid, asked });
    const lines = [...operations.lines, ...sampled.lines, ...marketLines(parts.calendars, grid, asked)];
    return new History(lines, feedsOf({ ...parts, grid, asked }, [operations, sampled]));
  }

  /** Whether a judgement has to be waited for: histograms are loaded as it moves on. */
  get movesAlong(): boolean {
    return this.#feeds.size > 0;
  }

  /** Makes ready for judgements from the one time to the other. */
  async advance(fromMs: number, untilMs: number): Promise<void> {
    for (const feed of new Set(this.#feeds.values())) await feed.advance(fromMs, untilMs);
  }

  select(matchers: readonly Matcher[]): readonly Series[] {
    let found = this.#found.get(matchers);
    if (found === undefined) {
      const moving = this.#feeds.get(matchers)?.lines ?? [];
      found = [...this.#lines, ...moving].filter(({ labels }) => areMet(matchers, labels));
      this.#found.set(matchers, found);
    }
    return found.map((line) => line.series());
  }
}

/** Selectors that read the same over the same time share a feed. */
function feedsOf(
  parts: HistoryParts & { grid: MinuteGrid; asked: readonly Asked[] },
  opened: readonly OpenedHistory[],
): Map<readonly Matcher[], SketchFeed> {
  const shared = new Map<string, SketchFeed>();
  const feeds = new Map<readonly Matcher[], SketchFeed>();
  for (const one of parts.asked) {
    const operations = opened.flatMap((source) => source.operations.get(one) ?? []);
    const series = opened.flatMap((source) => source.series.get(one) ?? []);
    if (operations.length + series.length === 0) continue;
    const { offsetMs, reachMs, matchers } = one;
    const key = `${offsetMs} ${reachMs} ${keyOf(matchers)}`;
    const feed = shared.get(key) ?? new SketchFeed({ ...parts, offsetMs, reachMs, operations, series });
    shared.set(key, feed);
    feeds.set(matchers, feed);
  }
  return feeds;
}

function marketLines(calendars: Calendars, grid: MinuteGrid, asked: readonly Asked[]): Line[] {
  const isAsked = (labels: Line["labels"]) => asked.some(({ matchers }) => areMet(matchers, labels));
  const hours = new MarketHours(calendars);
  const newest = [...hours.over(grid.times.subarray(-1))];
  if (!newest.some(({ labels }) => isAsked(labels))) return [];
  return [...hours.over(grid.times)]
    .filter(({ labels }) => isAsked(labels))
    .map(({ labels, values }) => {
      const stale = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0));
      return floatLine(labels, values, {
        first: 0,
        times: grid.times,
        stale: stale.includes(1) ? stale : undefined,
      });
    });
}
