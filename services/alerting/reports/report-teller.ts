import { setTimeout as delay } from "node:timers/promises";
import type { FaultLog } from "@mystocks/runtime";
import {
  claimReportDeliveries,
  noteReportDeliveries,
  noteReportDelivery,
  recordReportDelivery,
  type ReportDelivery,
} from "@mystocks/store/alerting";
import type pg from "pg";
import type { Receiver } from "../delivery/receiver.ts";
import { attemptDelivery } from "../delivery/send-message.ts";
import { reportMessage } from "./report-message.ts";

export interface ReportTellerParts {
  pool: pg.Pool;
  publicUrl: string;
  /** As the config has them now. */
  receivers: () => readonly { receiver: Receiver; allowPrivate: boolean }[];
  faults: FaultLog;
  now: () => number;
}

const LOOK_MS = 5000;
/** Longer than a mail server may take to answer. */
const CLAIM_MS = 120_000;
/** A receiver that begins to hear of reports hears of those of a day. */
const NEWS_MS = 24 * 3_600_000;
const AWAY = "reports can't be read or noted";

/**
 * Tells receivers of reports that quality has made. What is to be told is in a ledger, so that replicas tell each once and
 * one that is away is told later.
 */
export class ReportTeller {
  readonly #parts: ReportTellerParts;
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;
  #sequence = 0;

  constructor(parts: ReportTellerParts) {
    this.#parts = parts;
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { faults } = this.#parts;
    while (await delay(LOOK_MS, true, { signal: this.#stopping.signal }).catch(() => false)) {
      await this.#tell().then(
        () => faults.healed(AWAY),
        (error: unknown) => faults.fault(AWAY, error),
      );
    }
  }

  async #tell(): Promise<void> {
    const { pool, receivers, now } = this.#parts;
    const known = new Map(receivers().map((one) => [one.receiver.name, one]));
    const asking = [...known.values()].filter(({ receiver }) => receiver.reports);
    if (asking.length === 0) return;
    await noteReportDeliveries(pool, {
      receivers: asking.map(({ receiver }) => receiver.name),
      since: new Date(now() - NEWS_MS),
    });
    const due = await claimReportDeliveries(pool, { receivers: [...known.keys()], claimMs: CLAIM_MS });
    await Promise.all(due.map((delivery) => this.#deliver(delivery, known.get(delivery.receiver)!)));
  }

  async #deliver(
    delivery: ReportDelivery,
    { receiver, allowPrivate }: { receiver: Receiver; allowPrivate: boolean },
  ): Promise<void> {
    const { pool, publicUrl, now } = this.#parts;
    this.#sequence = Math.max(this.#sequence + 1, now());
    const { language, fallback } = receiver;
    const message = reportMessage(delivery, { language, sequence: this.#sequence, publicUrl });
    const { attempts, createdMs, reportId } = delivery;
    // A message of a few lines can't be shortened.
    const attempt = { attempts, ageMs: now() - createdMs, isShortened: true };
    const decision = await attemptDelivery(message, receiver, { allowPrivate, nowMs: now() }, attempt);
    // The stand-in first: when this process dies in between, it is told twice rather than never.
    if (decision.tellFallback && fallback !== undefined)
      await noteReportDelivery(pool, { reportId, receiver: fallback });
    await recordReportDelivery(pool, delivery, decision.delivered);
  }
}
