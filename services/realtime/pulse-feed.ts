import { decodeOrDeadLetter, type Bus, type Subscription } from "@mystocks/bus";
import { decodePulse, PULSE_TOPIC, type PulseEvent } from "@mystocks/events";
import type { MonitorConfig } from "@mystocks/runtime";
import type pg from "pg";
import { executionOfExemplar, isSlowOrFailed } from "./executions.ts";
import { loadWindow, type LoadedWindow } from "./load-window.ts";
import type { LiveWindow } from "./live-window.ts";

/** The bus is read from this long before the load, so that what is published late is not missed. */
const OVERLAP_MS = 60_000;

export interface PulseFeedParts {
  /** Read at use: thresholds may change while it runs. */
  config: MonitorConfig;
  pool: pg.Pool;
  bus: Bus;
  nowMs: () => number;
  /** New slow, failed or explaining executions are in the window. */
  onExecutions: () => void;
}

/** Keeps the live window: loads it from the store, then adds each pulse once. */
export class PulseFeed {
  readonly #parts: PulseFeedParts;
  #loaded: LoadedWindow;
  #subscription: Subscription | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(parts: PulseFeedParts, loaded: LoadedWindow) {
    this.#parts = parts;
    this.#loaded = loaded;
  }

  static async start(parts: PulseFeedParts): Promise<PulseFeed> {
    const { pool, config, bus, nowMs } = parts;
    const from = new Date(nowMs() - OVERLAP_MS);
    const feed = new PulseFeed(parts, await loadWindow(pool, config, nowMs()));
    const reading = { all: true, from } as const;
    feed.#subscription = await bus.subscribe(PULSE_TOPIC, reading, ({ value }) => feed.#take(value));
    return feed;
  }

  /** Another object after a load: whoever was told of the former one needs a snapshot. */
  get window(): LiveWindow {
    return this.#loaded.window;
  }

  /** Commits of all sources that are in the window or were: beside what is published it tells how far behind this is. */
  get position(): number {
    return [...this.#loaded.sequences.values()].reduce((sum, sequence) => sum + sequence, 0);
  }

  async stop(): Promise<void> {
    await this.#subscription?.close();
  }

  /** One after the other, since a load replaces what pulses of other partitions would be added to. */
  #take(value: string): Promise<void> {
    const event = decodeOrDeadLetter(decodePulse, value);
    const turn = this.#turn.then(() => this.#apply(event));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #apply(event: PulseEvent): Promise<void> {
    const { pool, config, nowMs, onExecutions } = this.#parts;
    const key = `${event.source}/${event.partition}`;
    const last = this.#loaded.sequences.get(key) ?? 0;
    if (event.sequence <= last) return;
    if (event.sequence > last + 1) {
      // Some passed us by; the store has them, and this one too.
      this.#loaded = await loadWindow(pool, config, nowMs());
      return;
    }
    this.#loaded.sequences.set(key, event.sequence);
    const hasExecutions = addPulses(this.window, event, config, Math.floor(nowMs() / 1000));
    if (hasExecutions) onExecutions();
  }
}

/** Returns whether there were executions to show. */
function addPulses(window: LiveWindow, event: PulseEvent, config: MonitorConfig, nowSecond: number): boolean {
  let hasExecutions = false;
  window.storedAt(event.observedSecond * 1000);
  for (const { operation, second, enclosed, sketch, exemplars, ...counts } of event.pulses) {
    const { count, errors, overWarning, overCritical, maxSeconds } = counts;
    const part = {
      count,
      errors,
      overWarning,
      overCritical,
      maxSeconds,
      sketch: Buffer.from(sketch, "base64"),
    };
    window.addToOperation(operation.id, second, part, nowSecond);
    if (!enclosed) window.addToTotal(second, part, nowSecond);
    for (const exemplar of exemplars) {
      const execution = executionOfExemplar(exemplar, operation, config);
      window.addExecution(execution, !enclosed && isSlowOrFailed(execution));
      hasExecutions = true;
    }
  }
  return hasExecutions;
}
