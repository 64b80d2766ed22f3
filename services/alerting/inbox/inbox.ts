import type { AlertEvent, AlertSnapshot, LogEvent } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import type pg from "pg";
import { changeAlert, type AlertChange } from "./change-alert.ts";
import { MissedAlerts } from "./missed-alerts.ts";
import { prometheusAlert, serviceAlert, type OutsideAlert, type WebhookMessage } from "./outside-alert.ts";
import { readSilentServiceAlerts } from "./outside-rows.ts";
import { recordOutside, shardOfFingerprint } from "./record-outside.ts";

export interface InboxParts {
  pool: pg.Pool;
  /** Every peer; asked for what their webhooks do not tell. */
  alertmanagerUrls: readonly string[];
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
  readonly #missed: MissedAlerts;
  #turn: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: InboxParts) {
    this.#parts = parts;
    this.#missed = new MissedAlerts({ ...parts, raise: (alerts) => this.raise(alerts) });
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

  /** What Alertmanager tells of Prometheus' alerts; what it had to cut is looked for there. Rejects as `raise` does. */
  async hearWebhook({ receiver, truncatedAlerts, alerts }: WebhookMessage): Promise<void> {
    const nowMs = this.#parts.now();
    if (receiver !== "") this.#missed.expect(receiver);
    await this.raise(alerts.map((alert) => prometheusAlert(alert, nowMs)));
    if (truncatedAlerts > 0) await this.#missed.look(0);
  }

  /** Resolves when they are in the store; rejects when some may not be: they may be told again. */
  async raise(alerts: readonly OutsideAlert[]): Promise<void> {
    const events = await recordOutside(this.#parts, alerts);
    for (const [shard, ofShard] of Map.groupBy(events, (event) => event.shard))
      this.#parts.onEvents(shard, ofShard);
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
    await this.#missed.stop();
    await this.#turn;
  }

  async #untilRaised(alert: OutsideAlert): Promise<void> {
    const away = "alerts of services can't be stored";
    while (!this.#isStopped) {
      try {
        await this.raise([alert]);
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
      const silent = await readSilentServiceAlerts(pool, ownedShards(), QUIET_MS);
      await this.raise(
        silent.map((alert) => ({
          ...alert,
          source: "service",
          atMs: now(),
          startedMs: alert.activeSinceMs,
          endedMs: now(),
        })),
      );
    } catch (error) {
      faults.fault("alerts of services can't be ended", error);
    }
  }
}
