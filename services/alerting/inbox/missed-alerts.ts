import type { FaultLog } from "@mystocks/runtime";
import { readLiveOutsideAlerts, type StoredAlert } from "@mystocks/store/alerting";
import type pg from "pg";
import { publicAddress } from "../delivery/ask-alertmanager.ts";
import { ORIGIN, ORIGIN_LABEL } from "../delivery/alertmanager.ts";
import { SHARDS } from "../rules-in-force/judged-group.ts";
import type { OutsideAlert } from "./outside-alert.ts";
import { planMissed } from "./plan-missed.ts";
import { readTheirAlerts, type TheirAlert } from "./their-alerts.ts";

export interface MissedAlertsParts {
  pool: pg.Pool;
  /** Every peer. */
  alertmanagerUrls: readonly string[];
  raise: (alerts: readonly OutsideAlert[]) => Promise<void>;
  faults: FaultLog;
  now: () => number;
}

const ROUND_MS = 30_000;
const GRACE_MS = 60_000;
const ALL_SHARDS = Array.from({ length: SHARDS }, (_, shard) => shard);
const FAILED = "alerts of Alertmanager can't be compared with the inbox";

/** Looks in the Alertmanagers for what their webhooks did not tell: each half minute, and when one says it was cut. */
export class MissedAlerts {
  readonly #parts: MissedAlertsParts;
  readonly #receivers = new Set<string>();
  readonly #lastThereMs = new Map<string, number>();
  readonly #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: MissedAlertsParts) {
    this.#parts = parts;
    if (parts.alertmanagerUrls.length > 0)
      this.#timer = setInterval(() => void this.look(GRACE_MS), ROUND_MS);
  }

  /** A webhook came in the name of this receiver: what its route leads here is to be in the inbox. */
  expect(receiver: string): void {
    this.#receivers.add(receiver);
  }

  /** Resolves when what is missing, and began so long ago, is in the inbox. */
  look(graceMs: number): Promise<void> {
    this.#turn = this.#turn.then(() => this.#round(graceMs));
    return this.#turn;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
  }

  async #round(graceMs: number): Promise<void> {
    const { pool, alertmanagerUrls, raise, faults, now } = this.#parts;
    try {
      const [stored, ...peers] = await Promise.all([
        readLiveOutsideAlerts(pool, ALL_SHARDS),
        ...alertmanagerUrls.map((url) => this.#read(url)),
      ]);
      const ofPrometheus = new Map(
        stored.filter(({ source }) => source === "prometheus").map((alert) => [alert.fingerprint, alert]),
      );
      this.#note(peers, ofPrometheus);
      const { raise: missed, end } = planMissed({
        live: new Set(ofPrometheus.keys()),
        peers,
        receivers: this.#receivers,
        lastThereMs: this.#lastThereMs,
        graceMs,
        nowMs: now(),
      });
      const foreign = missed.filter(({ labels }) => labels[ORIGIN_LABEL] !== ORIGIN);
      await raise([...foreign, ...end.map((fingerprint) => ended(ofPrometheus.get(fingerprint)!, now()))]);
      faults.healed(FAILED);
    } catch (error) {
      faults.fault(FAILED, error);
    }
  }

  async #read(url: string): Promise<ReadonlyMap<string, TheirAlert> | undefined> {
    const { faults, now } = this.#parts;
    const away = `alerts of Alertmanager at ${publicAddress(url)} can't be read`;
    try {
      const theirs = await readTheirAlerts(url, now());
      faults.healed(away);
      return theirs;
    } catch (error) {
      faults.fault(away, error);
      return undefined;
    }
  }

  /** When one does not answer, nothing was seen to be gone. */
  #note(
    peers: readonly (ReadonlyMap<string, TheirAlert> | undefined)[],
    live: ReadonlyMap<string, StoredAlert>,
  ): void {
    const nowMs = this.#parts.now();
    const isBlind = peers.includes(undefined);
    for (const fingerprint of live.keys())
      if (peers.some((peer) => peer?.has(fingerprint)) || (isBlind && this.#lastThereMs.has(fingerprint)))
        this.#lastThereMs.set(fingerprint, nowMs);
    for (const fingerprint of this.#lastThereMs.keys())
      if (!live.has(fingerprint)) this.#lastThereMs.delete(fingerprint);
  }
}

const ended = (alert: StoredAlert, nowMs: number): OutsideAlert => ({
  ...alert,
  source: "prometheus",
  atMs: nowMs,
  startedMs: alert.activeSinceMs,
  endedMs: nowMs,
});
