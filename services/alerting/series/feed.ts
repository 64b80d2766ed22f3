import { decodeOrDeadLetter, type Bus, type Subscription } from "@mystocks/bus";
import { decodePulse, PULSE_TOPIC, type LogEvent, type PulseEvent } from "@mystocks/events";
import type pg from "pg";
import type { Exemplars } from "../evidence/exemplars.ts";
import type { LiveStore } from "./live-store.ts";
import type { Read } from "./refill-past.ts";
import { refill, type Refilled } from "./refill.ts";

/** The bus is read from this long before the load, so that what is published late is not missed. */
const OVERLAP_MS = 60_000;

export interface FeedParts {
  pool: pg.Pool;
  bus: Bus;
  exemplars: Exemplars;
  now: () => number;
  /** How far back rules in force read which metrics. */
  reads: () => readonly Read[];
  /** A recorder has published, whatever it was. */
  onPulse: () => void;
  /** Called before samples are added; it asks which gauges get another value by them. */
  beforeReplaced: (names: () => ReadonlySet<string>) => void;
  /** These metrics have new samples. */
  onChange: (names: ReadonlySet<string>) => void;
  /** Named log events of services, each once. */
  onLogs: (logs: readonly LogEvent[]) => void;
  /** Pulses were missed: everything is in another store now. */
  onReload: (store: LiveStore) => void;
}

/** Keeps the live series: loads them from the monitoring store, then adds each pulse once. */
export class Feed {
  readonly #parts: FeedParts;
  #loaded: Refilled;
  #subscription: Subscription | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(parts: FeedParts, loaded: Refilled) {
    this.#parts = parts;
    this.#loaded = loaded;
  }

  static async start(parts: FeedParts): Promise<Feed> {
    const from = new Date(parts.now() - OVERLAP_MS);
    return new Feed(parts, await load(parts)).#subscribe(from);
  }

  get store(): LiveStore {
    return this.#loaded.store;
  }

  /** Loads everything anew: rules read further back than what was kept so far. */
  reload(): Promise<void> {
    const turn = this.#turn.then(async () => {
      this.#loaded = await load(this.#parts);
      this.#parts.onReload(this.#loaded.store);
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async stop(): Promise<void> {
    await this.#subscription?.close();
  }

  async #subscribe(from: Date): Promise<this> {
    const reading = { all: true, from } as const;
    this.#subscription = await this.#parts.bus.subscribe(PULSE_TOPIC, reading, ({ value }) =>
      this.#take(value),
    );
    return this;
  }

  /** One after the other, since a load replaces what pulses of other partitions would be added to. */
  #take(value: string): Promise<void> {
    const event = decodeOrDeadLetter(decodePulse, value);
    const turn = this.#turn.then(() => this.#apply(event));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #apply(event: PulseEvent): Promise<void> {
    const { exemplars, onPulse, beforeReplaced, onChange, onLogs, onReload } = this.#parts;
    const key = `${event.source}/${event.partition}`;
    const last = this.#loaded.sequences.get(key) ?? 0;
    if (event.sequence <= last) return;
    onPulse();
    exemplars.apply(event);
    if (event.logs.length > 0) onLogs(event.logs);
    if (event.sequence > last + 1) {
      this.#loaded = await load(this.#parts);
      return onReload(this.#loaded.store);
    }
    this.#loaded.sequences.set(key, event.sequence);
    const { store } = this.#loaded;
    beforeReplaced(() => store.replacedBy(event));
    onChange(store.apply(event));
  }
}

const load = ({ pool, now, reads }: FeedParts) => refill(pool, now(), reads());
