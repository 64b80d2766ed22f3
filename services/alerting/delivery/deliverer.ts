import type { AlertEvent } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import {
  claimNotifications,
  countStillFiring,
  recordDelivery,
  renewClaims,
  type Notification,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { alertMessage } from "./alert-message.ts";
import { FORMATS } from "./formats/index.ts";
import { planMessages, type Due, type PlannedMessage } from "./plan-messages.ts";
import type { Receiver } from "./receiver.ts";
import type { Attempt, Decision } from "./retry.ts";
import { attemptDelivery } from "./send-message.ts";
import type { Told, ToldAlert, ToldEvidence } from "./told.ts";

export interface DelivererParts {
  pool: pg.Pool;
  receiver: Receiver;
  allowPrivate: boolean;
  publicUrl: string;
  /** What explains an alert, found within a short time or not at all. */
  evidenceOf: (event: AlertEvent) => Promise<ToldEvidence>;
  /** Tells the receiver's stand-in of these; safe to call again. */
  tellFallback: (notificationIds: readonly string[], fallback: string) => Promise<void>;
  faults: FaultLog;
  now: () => number;
}

export interface DelivererStats {
  sent: number;
  failures: number;
  dead: number;
}

const POLL_MS = 1000;
const MOST_CLAIMED = 10_000;
/** Alerts. With so many under way the next wait, and go together: in a storm one message tells of everything. */
const MOST_UNDER_WAY = 10;
/** A claim is renewed while its process lives, so that after a crash others go on soon. */
const CLAIM_MS = 6000;
const RENEW_MS = 2000;
/** Evidence is looked for of the heaviest alerts of a message only. */
const MOST_EXPLAINED = 20;

/**
 * Tells one receiver what is due, an alert's transitions one after the other: none is claimed while an earlier one of
 * its alert is. Messages of different alerts are under way together, so that none waits for another's evidence.
 */
export class Deliverer {
  readonly #parts: DelivererParts;
  readonly stats: DelivererStats = { sent: 0, failures: 0, dead: 0 };
  readonly #loop: Promise<void>;
  readonly #underWay = new Set<Promise<void>>();
  /** Alerts that a message under way tells of. */
  readonly #alertsUnderWay = new Set<string>();
  #wake: (() => void) | undefined;
  #isWoken = false;
  #isStopped = false;
  #sequence = 0;

  constructor(parts: DelivererParts) {
    this.#parts = parts;
    this.#loop = this.#run();
  }

  /** Something may be due. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isWoken = false;
      if (this.#alertsUnderWay.size < MOST_UNDER_WAY) await this.#claim();
      if (!this.#isWoken && !this.#isStopped) await this.#rest();
    }
    await Promise.all(this.#underWay);
  }

  async #claim(): Promise<void> {
    const { pool, receiver, faults } = this.#parts;
    try {
      const claim = { limit: MOST_CLAIMED, claimMs: CLAIM_MS };
      const claimed = await claimNotifications(pool, receiver.name, claim);
      faults.healed(AWAY);
      // A claim lapses that the store could not be asked to renew; its message goes on.
      const fresh = claimed.filter(({ alertId }) => !this.#alertsUnderWay.has(alertId));
      if (fresh.length > 0) this.#begin(fresh);
    } catch (error) {
      faults.fault(AWAY, error);
    }
  }

  /** What follows on the same alerts can be claimed when it is done. */
  #begin(claimed: readonly Notification[]): void {
    for (const { alertId } of claimed) this.#alertsUnderWay.add(alertId);
    const delivery = this.#deliverAll(claimed).finally(() => {
      this.#underWay.delete(delivery);
      for (const { alertId } of claimed) this.#alertsUnderWay.delete(alertId);
      this.wake();
    });
    this.#underWay.add(delivery);
  }

  async #deliverAll(claimed: readonly Notification[]): Promise<void> {
    const { pool, receiver, faults } = this.#parts;
    const waiting = new Map(claimed.map((one) => [one.notificationId, one]));
    const onFault = (error: unknown) => faults.fault(AWAY, error);
    const renewal = setInterval(() => {
      renewClaims(pool, [...waiting.keys()], CLAIM_MS).catch(onFault);
    }, RENEW_MS);
    // An alert is in one group, so that no message can overtake another of its alert.
    const messages = planMessages(claimed.map(dueOf), receiver.groupBy);
    await Promise.all(
      messages.map(async (message) => {
        await this.#deliver(message, waiting).catch(onFault);
        for (const id of message.notificationIds) waiting.delete(id);
      }),
    );
    clearInterval(renewal);
  }

  async #deliver(message: PlannedMessage, claimed: ReadonlyMap<string, Notification>): Promise<void> {
    const { pool, receiver, tellFallback, now } = this.#parts;
    const first = claimed.get(message.notificationIds[0]!)!;
    const attempt = { attempts: first.attempts, ageMs: now() - first.createdMs };
    let decision = await this.#attempt(message, { ...attempt, isShortened: false });
    if (decision.shorten) decision = await this.#attempt(message, { ...attempt, isShortened: true });
    // The stand-in first: when this process dies in between, it is told twice rather than never.
    if (decision.tellFallback && receiver.fallback !== undefined)
      await tellFallback(message.notificationIds, receiver.fallback);
    if (decision.delivered.state === "sent") {
      const { told, superseded } = apart(message);
      // First: whoever goes on after a crash in between must not tell the older state after the newer one.
      if (superseded.length > 0) await recordDelivery(pool, superseded, { state: "superseded" });
      await recordDelivery(pool, told, decision.delivered);
    } else await recordDelivery(pool, message.notificationIds, decision.delivered);
    if (decision.delivered.state === "sent") this.stats.sent += 1;
    else if (decision.delivered.state === "dead") this.stats.dead += 1;
    else this.stats.failures += 1;
  }

  async #attempt(message: PlannedMessage, attempt: Attempt): Promise<Decision> {
    const { receiver, allowPrivate, now } = this.#parts;
    const told = await this.#told(message, attempt.isShortened);
    return attemptDelivery(alertMessage(told), receiver, { allowPrivate, nowMs: now() }, attempt);
  }

  async #told(message: PlannedMessage, isShortened: boolean): Promise<Told> {
    const { pool, receiver, publicUrl } = this.#parts;
    const shown = message.alerts.slice(0, isShortened ? 1 : mostAlertsOf(receiver));
    this.#sequence = Math.max(this.#sequence + 1, this.#parts.now());
    return {
      deliveryId: message.deliveryId,
      sequence: this.#sequence,
      receiver: receiver.name,
      language: receiver.language,
      alerts: await Promise.all(
        shown.map((due, at) => this.#toldAlert(due, !isShortened && at < MOST_EXPLAINED)),
      ),
      counts: message.counts,
      stillFiring: isOver(message) ? await countStillFiring(pool, stillFiringOf(message, receiver)) : 0,
      groupLabels: message.groupLabels,
      inboxUrl: `${publicUrl}/alerts`,
    };
  }

  async #toldAlert({ deliveryId, event }: Due, isExplained: boolean): Promise<ToldAlert> {
    const { evidenceOf, publicUrl } = this.#parts;
    const { alert, kind, reason, atMs } = event;
    const evidence = isExplained ? await evidenceOf(event) : { spans: [], rows: [] };
    return { deliveryId, alert, kind, reason, atMs, evidence, url: `${publicUrl}/alerts/${alert.alertId}` };
  }

  #rest(): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(done, POLL_MS);
      this.#wake = () => (clearTimeout(timer), done());
    });
  }
}

const AWAY = "notifications can't be read or noted";

const MOST_IN_MAIL = 50;
const mostAlertsOf = ({ to }: Receiver) => (to.type === "smtp" ? MOST_IN_MAIL : FORMATS[to.type].mostAlerts);

const isOver = ({ counts }: PlannedMessage) => counts.firing + counts.noData === 0;

function stillFiringOf({ groupLabels, alerts }: PlannedMessage, { name }: Receiver) {
  return { receiver: name, labels: groupLabels, except: alerts.map(({ event }) => event.alert.alertId) };
}

/** What the message tells, and what a newer state of the same alert in it stands for. */
function apart({ notificationIds, alerts }: PlannedMessage): { told: string[]; superseded: string[] } {
  const told = new Set(alerts.map(({ notificationId }) => notificationId));
  return { told: [...told], superseded: notificationIds.filter((id) => !told.has(id)) };
}

function dueOf({ notificationId, deliveryId, event }: Notification): Due {
  return { notificationId, deliveryId, event: event as AlertEvent };
}
