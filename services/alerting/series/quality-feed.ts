import { decodeOrDeadLetter, type Bus, type Subscription } from "@mystocks/bus";
import { decodeQuality, QUALITY_TOPIC } from "@mystocks/events";
import { Labels } from "@mystocks/promql";
import { QUALITY_SERIES, QualityBoard } from "@mystocks/store/quality";
import type pg from "pg";
import type { LiveStore } from "./live-store.ts";

/** The bus is read from this long before the load, so that what is published late is not missed. */
const OVERLAP_MS = 60_000;
const REPEAT_MS = 1000;
const NAMES: ReadonlySet<string> = new Set(Object.keys(QUALITY_SERIES));

export interface QualityFeedParts {
  pool: pg.Pool;
  bus: Bus;
  live: { readonly store: LiveStore };
  now: () => number;
  /** These metrics have new samples. */
  onChange: (names: ReadonlySet<string>) => void;
}

/** Verdicts as live series. They hold until the next run, so each is repeated once a second. */
export class QualityFeed {
  readonly #parts: QualityFeedParts;
  readonly #board: QualityBoard;
  readonly #timer: NodeJS.Timeout;
  #subscription: Subscription | undefined;

  private constructor(parts: QualityFeedParts, board: QualityBoard) {
    this.#parts = parts;
    this.#board = board;
    this.#timer = setInterval(() => this.write(), REPEAT_MS);
    this.write();
  }

  static async start(parts: QualityFeedParts): Promise<QualityFeed> {
    const { pool, bus, now, onChange } = parts;
    const from = new Date(now() - OVERLAP_MS);
    const feed = new QualityFeed(parts, await QualityBoard.load(pool));
    feed.#subscription = await bus.subscribe(QUALITY_TOPIC, { all: true, from }, ({ value }) => {
      if (!feed.#board.apply(decodeOrDeadLetter(decodeQuality, value))) return;
      feed.write();
      onChange(NAMES);
    });
    return feed;
  }

  /** Into the store as it is now: another one has nothing of it. */
  write(): void {
    const { live, now } = this.#parts;
    const timeMs = now();
    for (const { name, labels, value } of this.#board.gauges())
      live.store.setGauge(Labels.of({ ...labels, __name__: name }), timeMs, value);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#subscription?.close();
  }
}
