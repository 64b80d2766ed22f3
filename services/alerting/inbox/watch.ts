import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import { because } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import {
  expireWithAlerts,
  readLiveOutsideAlerts,
  readUnacknowledged,
  type EscalationStep,
  type StoredAlert,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { changeByItself, handlingOf, type OwnChange } from "./change-alert.ts";

export interface WatchParts {
  pool: pg.Pool;
  ownedShards: () => readonly number[];
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  mutedBy: (labels: Readonly<Record<string, string>>) => readonly string[];
  escalations: () => readonly EscalationStep[];
  onEvents: (shard: number, events: readonly AlertEvent[]) => void;
  /** Silences ended with their alerts. */
  onSilences: () => Promise<void>;
  faults: FaultLog;
  now: () => number;
}

const LOOK_MS = 1000;
const AWAY = "alerts that wait for people can't be looked after";
/** Of one look; more wait for the next. */
const MOST_ESCALATED = 500;

/**
 * What comes about by itself while an alert goes on: silences that end with it, escalation, and for alerts that no rule
 * judges also silences and acknowledgements that run out. Each process looks after the shards it owns.
 */
export class Watch {
  readonly #parts: WatchParts;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;

  constructor(parts: WatchParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => {
      this.#running ??= this.#look().finally(() => (this.#running = undefined));
    }, LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #look(): Promise<void> {
    const { pool, ownedShards, onSilences, escalations, faults } = this.#parts;
    const shards = ownedShards();
    if (shards.length === 0) return;
    try {
      if ((await expireWithAlerts(pool)).length > 0) await onSilences();
      for (const alert of await readLiveOutsideAlerts(pool, shards)) await this.#outside(alert);
      for (const step of escalations()) await this.#escalate(step, shards);
      faults.healed(AWAY);
    } catch (error) {
      faults.fault(AWAY, error);
    }
  }

  async #outside(alert: StoredAlert): Promise<void> {
    const { mutedBy, receiversOf, now } = this.#parts;
    const muting = [...mutedBy(alert.labels)];
    const isOpen = alert.handling === "open" && alert.condition === "firing";
    if (muting.length > 0 !== alert.mutedBy.length > 0)
      await this.#change(alert, {
        kind: muting.length > 0 ? "muted" : "unmuted",
        why: because("silence", { silence: muting[0] ?? alert.mutedBy[0] ?? "" }),
        change: (current) => ({ ...handlingOf(current), mutedBy: muting }),
        receivers: muting.length === 0 && isOpen ? receiversOf : () => [],
      });
    const until = alert.acknowledgedUntilMs;
    if (alert.handling === "acknowledged" && until !== null && until <= now())
      await this.#change(alert, {
        kind: "acknowledgement_ended",
        why: because("acknowledgement_over"),
        change: (current) =>
          current.handling === "acknowledged" && current.acknowledgedUntilMs === until
            ? { ...handlingOf(current), handling: "open", acknowledgedUntilMs: null }
            : undefined,
        receivers: muting.length === 0 ? receiversOf : () => [],
      });
  }

  /** Looked at again under the shard's lock: somebody may have acknowledged meanwhile. */
  async #escalate(step: EscalationStep, shards: readonly number[]): Promise<void> {
    const { pool } = this.#parts;
    for (const found of await readUnacknowledged(pool, step, { shards, limit: MOST_ESCALATED }))
      await this.#change(found, {
        kind: "escalated",
        why: because("escalated", {
          from: step.from,
          seconds: String(Math.round(step.afterMs / 1000)),
          to: step.to,
        }),
        async change(alert, client) {
          const { alertId } = alert;
          const still = await readUnacknowledged(client, step, { shards, alertId, limit: 1 });
          return still.length === 0 ? undefined : handlingOf(alert);
        },
        receivers: () => [step.to],
      });
  }

  async #change(alert: { alertId: string; shard: number }, change: OwnChange): Promise<void> {
    const event = await changeByItself(this.#parts.pool, alert, change, this.#parts.now());
    if (event !== undefined) this.#parts.onEvents(event.shard, [event]);
  }
}
