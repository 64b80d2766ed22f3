import type { AlertSnapshot } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import { postedAlert, type PostedAlert } from "./alertmanager.ts";
import { post } from "./post.ts";

export interface AlertmanagerParts {
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

const RESEND_MS = 60_000;
/** An end is told this long: a peer that was away, or forgot, hears of it too. */
const ENDED_FOR_MS = 15 * 60_000;
const ANSWER_MS = 5000;
/** Of one request. */
const MOST_ALERTS = 500;

/**
 * Tells every Alertmanager of alerts as its clients must: at once when they change, again before they would end by
 * themselves, ends for a quarter of an hour. A peer that is away hears at the next round, and delays no other.
 */
export class AlertmanagerSender {
  readonly #parts: AlertmanagerParts;
  readonly #held = new Map<string, AlertSnapshot>();
  readonly #peers: Peer[];
  readonly #timer: NodeJS.Timeout;
  readonly stats = { posts: 0, failures: 0 };

  constructor(parts: AlertmanagerParts) {
    this.#parts = parts;
    this.#peers = parts.urls.map(
      (url) => new Peer(`${url.replace(/\/+$/, "")}/api/v2/alerts`, parts, this.stats),
    );
    this.#timer = setInterval(() => this.#resend(), RESEND_MS);
  }

  /** How these alerts are now; those that never fired are none of Alertmanager's business. */
  tell(alerts: readonly AlertSnapshot[]): void {
    const told = alerts.filter(({ firedAtMs, source }) => firedAtMs !== null && source !== "prometheus");
    for (const alert of told) this.#held.set(alert.alertId, alert);
    for (const peer of this.#peers) peer.tell(told);
  }

  get held(): number {
    return this.#held.size;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#peers.map((peer) => peer.drained()));
  }

  #resend(): void {
    const nowMs = this.#parts.now();
    for (const [alertId, { condition, resolvedAtMs }] of this.#held)
      if (condition === "resolved" && nowMs - (resolvedAtMs ?? 0) > ENDED_FOR_MS) this.#held.delete(alertId);
    for (const peer of this.#peers) peer.tell([...this.#held.values()]);
  }
}

/** One Alertmanager: what it was not told yet, newest state of each alert. */
class Peer {
  readonly #url: string;
  readonly #parts: AlertmanagerParts;
  readonly #stats: { posts: number; failures: number };
  readonly #waiting = new Map<string, AlertSnapshot>();
  #running: Promise<void> | undefined;

  constructor(url: string, parts: AlertmanagerParts, stats: { posts: number; failures: number }) {
    this.#url = url;
    this.#parts = parts;
    this.#stats = stats;
  }

  tell(alerts: readonly AlertSnapshot[]): void {
    for (const alert of alerts) this.#waiting.set(alert.alertId, alert);
    if (this.#waiting.size > 0) this.#running ??= this.#run().finally(() => (this.#running = undefined));
  }

  async drained(): Promise<void> {
    await this.#running;
  }

  /** A batch that fails is not repeated: the next round of the sender tells all of it again. */
  async #run(): Promise<void> {
    const { now, publicUrl, faults } = this.#parts;
    const away = `Alertmanager at ${this.#url} does not take alerts`;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, MOST_ALERTS);
      for (const { alertId } of batch) this.#waiting.delete(alertId);
      const body = batch.map((alert) => postedAlert(alert, `${publicUrl}/alerts/${alert.alertId}`, now()));
      try {
        await this.#post(body);
        this.#stats.posts += 1;
        faults.healed(away);
      } catch (error) {
        this.#stats.failures += 1;
        faults.fault(away, error);
      }
    }
  }

  /** 400 stores the valid items all the same, so it is told and not repeated. */
  async #post(alerts: readonly PostedAlert[]): Promise<void> {
    const headers = { "content-type": "application/json" };
    const outgoing = { url: this.#url, headers, body: JSON.stringify(alerts) };
    const { status, body } = await post(outgoing, { allowPrivate: true, timeoutMs: ANSWER_MS });
    if (status !== 200) throw new Error(`${status} ${body.slice(0, 300)}`);
  }
}
