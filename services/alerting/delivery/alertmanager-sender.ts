import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import { readAlertsToTell, recordConfirmed, recordHeard } from "@mystocks/store/alerting";
import type pg from "pg";
import { snapshotOf } from "../judge/alert-row.ts";
import { AlertmanagerPeer } from "./alertmanager-peer.ts";
import { alertIdIn, ORIGIN, ORIGIN_LABEL, RESEND_MS } from "./alertmanager.ts";
import { isHeartbeat } from "../vital/heartbeat.ts";
import { endedSince, ToldStates, type ToldState } from "./told-states.ts";

export interface AlertmanagerParts {
  pool: pg.Pool;
  /** Every peer. */
  urls: readonly string[];
  publicUrl: string;
  faults: FaultLog;
  now: () => number;
}

export interface AlertmanagerStats {
  posts: number;
  failures: number;
  /** Alerts that are sent again and again. */
  held: number;
}

/** In the ledger; no receiver of the config may have this name. */
const ALERTMANAGER = "alertmanager";
/** What no peer has taken yet is tried again so soon. */
const RETRY_MS = 2000;
const UNREADABLE = "alerts to tell Alertmanager of can't be read or noted";

/**
 * Tells every Alertmanager of alerts as its clients must: at once when they change, again before they would end by
 * themselves, ends for a quarter of an hour. A peer that is away hears at the next round, and delays no other. In the
 * ledger a notification is sent when one peer took it, and confirmed when it comes back by Alertmanager's webhook.
 */
export class AlertmanagerSender {
  readonly #parts: AlertmanagerParts;
  readonly #states = new ToldStates();
  readonly #peers: AlertmanagerPeer[];
  readonly #untaken = new Set<string>();
  readonly #timers: NodeJS.Timeout[];
  readonly stats = { posts: 0, failures: 0 };

  constructor(parts: AlertmanagerParts) {
    this.#parts = parts;
    this.#peers = parts.urls.map(
      (url) =>
        new AlertmanagerPeer({
          ...parts,
          url: url.replace(/\/+$/, ""),
          stats: this.stats,
          onTaken: (states) => this.#taken(states),
          onRefused: (state, status, why) => this.#refused(state, status, why),
        }),
    );
    this.#timers = [setInterval(() => this.#resend(), RESEND_MS), setInterval(() => this.#retry(), RETRY_MS)];
  }

  /** Who is to be told of an alert by way of the ledger, beside the config's receivers. */
  receiversOf(alert: Pick<AlertSnapshot, "source" | "labels">): string[] {
    const isTold = this.#peers.length > 0 && alert.source !== "prometheus" && !isHeartbeat(alert);
    return isTold ? [ALERTMANAGER] : [];
  }

  /** How these alerts are now; those that never fired are none of Alertmanager's business. */
  tell(events: readonly Pick<AlertEvent, "alert" | "shard" | "sequence" | "atMs">[]): void {
    if (this.#peers.length === 0) return;
    const changed = events.flatMap((event) =>
      isHeartbeat(event.alert) ? [] : (this.#states.put(event) ?? []),
    );
    for (const { alert } of changed) this.#untaken.add(alert.fingerprint);
    // An alert that changed twice is told once, as it is in the end.
    const newest = new Map(changed.map((state) => [state.alert.fingerprint, state]));
    for (const peer of this.#peers) peer.tell([...newest.values()]);
  }

  /** The shard's alerts are this process' to tell: those that fire or have ended lately, known from the store. */
  async take(shard: number): Promise<void> {
    if (this.#peers.length === 0) return;
    const { pool, faults, now } = this.#parts;
    try {
      const alerts = await readAlertsToTell(pool, shard, endedSince(now()));
      faults.healed(UNREADABLE);
      this.tell(
        alerts.map((stored) => ({
          alert: snapshotOf(stored),
          shard,
          sequence: stored.sequence,
          atMs: stored.closedAtMs ?? stored.resolvedAtMs ?? stored.lastSeenMs,
        })),
      );
    } catch (error) {
      faults.fault(UNREADABLE, error);
    }
  }

  release(shard: number): void {
    this.#states.release(shard);
  }

  /** Of the alerts in Alertmanager's webhook those that are ours; resolves to those that are not. */
  async confirm<T extends ReturnedAlert>(alerts: readonly T[]): Promise<T[]> {
    const ours = alerts.filter(({ labels }) => labels[ORIGIN_LABEL] === ORIGIN);
    const returned = ours.flatMap(({ status, generatorURL }) => {
      const alertId = alertIdIn(generatorURL ?? "");
      return alertId === undefined ? [] : [{ alertId, isFiring: status === "firing" }];
    });
    if (returned.length > 0) await recordConfirmed(this.#parts.pool, ALERTMANAGER, returned);
    return alerts.filter((alert) => !ours.includes(alert));
  }

  get held(): number {
    return this.#states.size;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#peers.map((peer) => peer.drained()));
  }

  #resend(): void {
    const states = this.#states.current(this.#parts.now());
    for (const peer of this.#peers) peer.tell(states);
  }

  #retry(): void {
    if (this.#untaken.size === 0) return;
    const states = this.#states
      .current(this.#parts.now())
      .filter(({ alert }) => this.#untaken.has(alert.fingerprint));
    if (states.length === 0) this.#untaken.clear();
    for (const peer of this.#peers) peer.tell(states);
  }

  async #taken(states: readonly ToldState[]): Promise<void> {
    for (const { alert } of states) this.#untaken.delete(alert.fingerprint);
    await this.#note(states, { state: "sent" });
  }

  async #refused(state: ToldState, status: number, error: string): Promise<void> {
    this.#untaken.delete(state.alert.fingerprint);
    this.#states.forget(state.alert.fingerprint);
    await this.#note([state], { state: "dead", error, status });
  }

  /** Not noted, it is told again with the next resend and noted then. */
  async #note(states: readonly ToldState[], outcome: Parameters<typeof recordHeard>[3]): Promise<void> {
    const heard = states.filter(({ sequence, alert }) => sequence > 0 && isStored(alert));
    if (heard.length === 0) return;
    const { pool, faults } = this.#parts;
    try {
      await recordHeard(
        pool,
        ALERTMANAGER,
        heard.map(({ alert: { alertId }, sequence }) => ({ alertId, sequence })),
        outcome,
      );
      faults.healed(UNREADABLE);
    } catch (error) {
      faults.fault(UNREADABLE, error);
    }
  }
}

/** An alert in the body of Alertmanager's webhook. */
export interface ReturnedAlert {
  status: "firing" | "resolved";
  labels: Record<string, string>;
  generatorURL?: string | undefined;
}

/** With the store away an alert has no number yet, and its fingerprint stands for it. */
const isStored = ({ alertId, fingerprint }: AlertSnapshot) => alertId !== fingerprint;
