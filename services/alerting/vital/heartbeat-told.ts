import { Matcher } from "@mystocks/promql";
import type { FaultLog } from "@mystocks/runtime";
import { repeatFiring, type Repeat } from "@mystocks/store/alerting";
import type pg from "pg";
import type { LiveStore } from "../series/live-store.ts";
import { HEARTBEAT_TYPE } from "./heartbeat.ts";

export interface HeartbeatToldParts {
  pool: pg.Pool;
  /** Another object after a reload of the series. */
  live: { readonly store: Pick<LiveStore, "select"> };
  ownedShards: () => readonly number[];
  /** Who hears of it, and how often. */
  listeners: () => readonly Pick<Repeat, "receiver" | "everyMs">[];
  /** Something is due. */
  wake: () => void;
  faults: FaultLog;
  now: () => number;
}

const LOOK_MS = 1000;
/** A judge that has said nothing for so long stands still, whatever the store remembers of it. */
const JUDGED_MS = 5000;
const AWAY = "heartbeats can't be told";
const FIRING = [
  new Matcher("__name__", "=", "ALERTS"),
  new Matcher("type", "=", HEARTBEAT_TYPE),
  new Matcher("alertstate", "=", "firing"),
];

/** Tells whoever listens that the heartbeat beats, again and again: as long as this process judges that it does. */
export class HeartbeatTold {
  readonly #parts: HeartbeatToldParts;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  constructor(parts: HeartbeatToldParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    }, LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { pool, ownedShards, listeners, wake, faults } = this.#parts;
    const shards = ownedShards();
    if (shards.length === 0 || listeners().length === 0 || !this.#beats()) return;
    try {
      for (const listener of listeners())
        if (await repeatFiring(pool, { ...listener, type: HEARTBEAT_TYPE, shards })) wake();
      faults.healed(AWAY);
    } catch (error) {
      faults.fault(AWAY, error);
    }
  }

  #beats(): boolean {
    const { live, now } = this.#parts;
    const nowMs = now();
    return live.store.select(FIRING, nowMs - JUDGED_MS, nowMs).some(({ times, length, stale }) => {
      const last = length - 1;
      return last >= 0 && times[last]! >= nowMs - JUDGED_MS && stale?.[last] !== 1;
    });
  }
}
