import type { AlertEvent, AlertSnapshot, LogEvent } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import type pg from "pg";
import { changeAlert, type AlertChange } from "./change-alert.ts";
import { serviceAlert, type OutsideAlert } from "./outside-alert.ts";
import { readSilentServiceAlerts, recordOutside, shardOfFingerprint } from "./record-outside.ts";

export interface InboxParts {
  pool: pg.Pool;
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  mutedBy: (labels: Readonly<Record<string, string>>) => readonly string[];
  /** Shards whose outside alerts this process writes. */
  ownedShards: () => readonly number[];
  /** Committed; to be told and published. */
  onEvents: (shard: number, events: readonly AlertEvent[]) => void;
  faults: FaultLog;
  now: () => number;
}

const QUIET_MS = 15 * 60_000;
const LOOK_MS = 30_000;
const RETRY_MS = 1000;

/** What others than the rules make of alerts: services, Prometheus, people. */
export class Inbox {
  readonly #parts: InboxParts;
  readonly #timer: NodeJS.Timeout;
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.#endSilent(), LOOK_MS);
  }

  /** Alerts among what services logged. Every replica hears of them; the shard's owner writes. */
  hear(logs: readonly LogEvent[]): void {
    const owned = this.#parts.ownedShards();
    for (const log of logs) {
      const alert = serviceAlert(log);
      if (alert === undefined || !owned.includes(shardOfFingerprint(alert.fingerprint))) continue;
      this.#turn = this.#turn.then(() => this.#untilRaised(alert));
    }
  }

  /** Resolves when it is in the store; rejects when it may not be. */
  async raise(alert: OutsideAlert): Promise<void> {
    const event = await recordOutside(this.#parts, alert);
    if (event !== undefined) this.#parts.onEvents(event.shard, [event]);
  }

  /** What somebody does with an alert; throws as `changeAlert` does. */
  async change(alertId: string, change: AlertChange): Promise<AlertEvent> {
    const event = await changeAlert(this.#parts.pool, alertId, change, this.#parts.now());
    this.#parts.onEvents(event.shard, [event]);
    return event;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopped = true;
    await this.#turn;
  }

  async #untilRaised(alert: OutsideAlert): Promise<void> {
    const away = "alerts of services can't be stored";
    while (!this.#isStopped) {
      try {
        await this.raise(alert);
        this.#parts.faults.healed(away);
        return;
      } catch (error) {
        this.#parts.faults.fault(away, error);
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    }
  }

  /** A service tells no end of its alerts: they are over when they are not raised again. */
  async #endSilent(): Promise<void> {
    const { pool, ownedShards, faults, now } = this.#parts;
    try {
      for (const silent of await readSilentServiceAlerts(pool, ownedShards(), QUIET_MS))
        await this.raise({
          ...silent,
          source: "service",
          isFiring: false,
          atMs: now(),
          startedMs: silent.activeSinceMs,
        });
    } catch (error) {
      faults.fault("alerts of services can't be ended", error);
    }
  }
}
