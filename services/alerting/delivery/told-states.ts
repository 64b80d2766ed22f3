import type { AlertEvent, AlertSnapshot } from "@mystocks/events";

/** What Alertmanager is to know of an alert. */
export interface ToldState {
  alert: AlertSnapshot;
  shard: number;
  /** Of the newest transition that the state holds; 0: not in the store yet. */
  sequence: number;
  /** When it ended for whoever is told: also by hand, though its condition may go on. */
  endedMs: number | null;
}

/** An end is told this long: a peer that was away, or forgot, hears of it too. */
const ENDED_FOR_MS = 15 * 60_000;

/** The newest state of each alert that is told again and again: one a fingerprint, as for Alertmanager. */
export class ToldStates {
  readonly #held = new Map<string, ToldState>();

  get size(): number {
    return this.#held.size;
  }

  /** undefined: it never fired, came from where it would go, or is known in a newer state. */
  put(event: Pick<AlertEvent, "alert" | "shard" | "sequence" | "atMs">): ToldState | undefined {
    const { shard, atMs } = event;
    if (event.alert.firedAtMs === null || event.alert.source === "prometheus") return undefined;
    const known = this.#held.get(event.alert.fingerprint);
    const isUnsaved = event.sequence === 0;
    if (known !== undefined && !isUnsaved && known.sequence > event.sequence) return undefined;
    const isSameEpisode = known?.alert.firedAtMs === event.alert.firedAtMs;
    const alert = isUnsaved && isSameEpisode ? { ...event.alert, alertId: known.alert.alertId } : event.alert;
    const isOver = alert.condition === "resolved" || alert.handling === "closed";
    const endedBefore = isSameEpisode ? known.endedMs : null;
    const state: ToldState = {
      alert,
      shard,
      sequence: isUnsaved ? (known?.sequence ?? 0) : event.sequence,
      endedMs: isOver ? (endedBefore ?? alert.resolvedAtMs ?? atMs) : null,
    };
    this.#held.set(alert.fingerprint, state);
    return state;
  }

  /** Another process tells these from now on. */
  release(shard: number): void {
    for (const [fingerprint, held] of this.#held) if (held.shard === shard) this.#held.delete(fingerprint);
  }

  forget(fingerprint: string): void {
    this.#held.delete(fingerprint);
  }

  /** All that is to be told now. */
  current(nowMs: number): ToldState[] {
    for (const [fingerprint, { endedMs }] of this.#held)
      if (endedMs !== null && nowMs - endedMs > ENDED_FOR_MS) this.#held.delete(fingerprint);
    return [...this.#held.values()];
  }
}

export const endedSince = (nowMs: number) => nowMs - ENDED_FOR_MS;
