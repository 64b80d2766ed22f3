import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import { durationMs, type FaultLog, type MonitorConfig } from "@mystocks/runtime";
import { insertNotifications, type EscalationStep } from "@mystocks/store/alerting";
import type pg from "pg";
import { Deliverer, type DelivererStats } from "./deliverer.ts";
import { wants, type Receiver } from "./receiver.ts";
import type { ToldEvidence } from "./told.ts";
import { deliveryIdOf } from "../judge/save-judgement.ts";

export interface ReceiversParts {
  pool: pg.Pool;
  publicUrl: string;
  evidenceOf: (event: AlertEvent) => Promise<ToldEvidence>;
  faults: FaultLog;
  now: () => number;
}

const LOOPBACK = /^(127\.|localhost$|::1$)/;

/** Those that are told, as the config names them; a reload begins and ends them. */
export class Receivers {
  readonly #parts: ReceiversParts;
  #receivers: Receiver[] = [];
  #privately: ReadonlySet<string> = new Set();
  readonly #deliverers = new Map<string, { deliverer: Deliverer; settings: string }>();

  constructor(parts: ReceiversParts) {
    this.#parts = parts;
  }

  /** Names of those that want to hear of the alert. */
  of(alert: Pick<AlertSnapshot, "labels" | "level">): string[] {
    return this.#receivers.filter((receiver) => wants(receiver, alert)).map(({ name }) => name);
  }

  /** Whom to tell when nobody acknowledges. */
  escalations(): EscalationStep[] {
    return this.#receivers.flatMap(({ name, escalation }) =>
      escalation === undefined ? [] : [{ from: name, ...escalation }],
    );
  }

  /** Who hears that the heartbeat beats, and how often. */
  heartbeats(): { receiver: string; everyMs: number }[] {
    return this.#receivers.flatMap(({ name, heartbeatMs }) =>
      heartbeatMs === undefined ? [] : [{ receiver: name, everyMs: heartbeatMs }],
    );
  }

  /** Everybody, and whether they may be told at a private address. */
  get all(): readonly { receiver: Receiver; allowPrivate: boolean }[] {
    return this.#receivers.map((receiver) => ({
      receiver,
      allowPrivate: this.#privately.has(receiver.name),
    }));
  }

  wake(): void {
    for (const { deliverer } of this.#deliverers.values()) deliverer.wake();
  }

  stats(): Record<string, DelivererStats> {
    return Object.fromEntries([...this.#deliverers].map(([name, { deliverer }]) => [name, deliverer.stats]));
  }

  async reload(config: Pick<MonitorConfig, "receivers" | "allowPrivateReceivers" | "host">): Promise<void> {
    const all = config.allowPrivateReceivers || LOOPBACK.test(config.host);
    const privately = (this.#privately = new Set(
      config.receivers.filter((one) => all || one.allowPrivate).map(({ name }) => name),
    ));
    this.#receivers = config.receivers.map(receiverOf);
    const wanted = new Map(this.#receivers.map((receiver) => [receiver.name, receiver]));
    for (const [name, { deliverer, settings }] of this.#deliverers) {
      if (settings === settingsOf(wanted.get(name), privately.has(name))) continue;
      this.#deliverers.delete(name);
      await deliverer.stop();
    }
    for (const receiver of this.#receivers)
      if (!this.#deliverers.has(receiver.name)) this.#begin(receiver, privately.has(receiver.name));
  }

  #begin(receiver: Receiver, allowPrivate: boolean): void {
    this.#deliverers.set(receiver.name, {
      deliverer: new Deliverer({
        ...this.#parts,
        receiver,
        allowPrivate,
        tellFallback: (ids, fallback) => this.#tellFallback(ids, fallback),
      }),
      settings: settingsOf(receiver, allowPrivate),
    });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#deliverers.values()].map(({ deliverer }) => deliverer.stop()));
  }

  async #tellFallback(notificationIds: readonly string[], fallback: string): Promise<void> {
    const { pool } = this.#parts;
    const { rows } = await pool.query<{ event: AlertEvent }>(
      `SELECT event FROM alerting.notification JOIN alerting.transition USING (shard, sequence)
       WHERE notification_id = ANY($1::bigint[])`,
      [notificationIds],
    );
    const client = await pool.connect();
    try {
      await insertNotifications(
        client,
        rows.map(({ event }) => ({
          shard: event.shard,
          sequence: event.sequence,
          alertId: event.alert.alertId,
          receiver: fallback,
          deliveryId: deliveryIdOf(event, fallback),
          dueMs: 0,
        })),
      );
    } finally {
      client.release();
    }
    this.#deliverers.get(fallback)?.deliverer.wake();
  }
}

function receiverOf(written: MonitorConfig["receivers"][number]): Receiver {
  const { name, secret, language, levels, labels, groupBy, fallback, escalateAfter, heartbeat, reports } =
    written;
  const next = written.escalateTo ?? fallback;
  return {
    name,
    to: destinationOf(written),
    language,
    levels,
    labels,
    groupBy,
    reports,
    ...(secret !== undefined && { secret }),
    ...(heartbeat !== undefined && { heartbeatMs: durationMs(heartbeat) }),
    ...(fallback !== undefined && { fallback }),
    ...(escalateAfter !== undefined &&
      next !== undefined && { escalation: { afterMs: durationMs(escalateAfter), to: next } }),
  };
}

/** The config's schema has seen to it that what the type needs is there. */
function destinationOf({ type, webhook, smtp }: MonitorConfig["receivers"][number]): Receiver["to"] {
  if (type !== "smtp") return { type, url: webhook! };
  return { type, box: { url: smtp!.url!, from: smtp!.from, to: smtp!.to } };
}

const settingsOf = (receiver: Receiver | undefined, allowPrivate: boolean) =>
  JSON.stringify([receiver, allowPrivate]);
