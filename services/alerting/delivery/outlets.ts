import type { Bus, OutboxPublisher } from "@mystocks/bus";
import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import type { FaultLog, MonitorConfig } from "@mystocks/runtime";
import type { EscalationStep, ShardLease } from "@mystocks/store/alerting";
import type pg from "pg";
import { EvidenceKeeper, type KeeperParts } from "../evidence/evidence-keeper.ts";
import type { JudgedTransition } from "../judge/save-judgement.ts";
import type { ShardFollower, ShardLeases } from "../judge/shard-leases.ts";
import { unsavedAlert } from "../judge/unsaved-alert.ts";
import { AlertmanagerSender } from "./alertmanager-sender.ts";
import { ReportTeller } from "../reports/report-teller.ts";
import { alertPublisher } from "./publisher.ts";
import { Receivers } from "./receivers.ts";

export interface OutletsParts {
  pool: pg.Pool;
  bus: Bus;
  alertmanagerUrls: readonly string[];
  publicUrl: string;
  leases: Pick<ShardLeases, "owned" | "owns">;
  evidence: Pick<KeeperParts, "exemplars" | "selectorsOf" | "chartOf">;
  faults: FaultLog;
  now: () => number;
}

/** Where alerts go once they are committed: evidence is looked for, receivers and Alertmanager are told, the bus has them. */
export class Outlets implements ShardFollower {
  readonly #leases: OutletsParts["leases"];
  readonly #keeper: EvidenceKeeper;
  readonly #receivers: Receivers;
  readonly #reports: ReportTeller;
  readonly #alertmanager: AlertmanagerSender;
  readonly #publisher: OutboxPublisher;

  constructor(parts: OutletsParts) {
    const { alertmanagerUrls: urls, leases, evidence } = parts;
    this.#leases = leases;
    this.#keeper = new EvidenceKeeper({
      ...parts,
      ...evidence,
      onEvents: (shard, events) => this.tell(shard, events),
    });
    this.#receivers = new Receivers({ ...parts, evidenceOf: (event) => this.#keeper.evidenceOf(event) });
    this.#reports = new ReportTeller({ ...parts, receivers: () => this.#receivers.all });
    this.#alertmanager = new AlertmanagerSender({ ...parts, urls });
    this.#publisher = alertPublisher({ ...parts, ownedShards: () => leases.owned });
  }

  /** Who is to be told of the alert: the config's receivers, and Alertmanager where there is one. */
  receiversOf(alert: Pick<AlertSnapshot, "labels" | "level" | "source">): string[] {
    return [...this.#receivers.of(alert), ...this.#alertmanager.receiversOf(alert)];
  }

  /** Whom to tell when nobody acknowledges. */
  escalations(): EscalationStep[] {
    return this.#receivers.escalations();
  }

  /** Who hears that the heartbeat beats, and how often. */
  heartbeats(): ReturnType<Receivers["heartbeats"]> {
    return this.#receivers.heartbeats();
  }

  /** Something is due. */
  wake(): void {
    this.#receivers.wake();
  }

  /** This process has committed these. */
  tell(shard: number, events: readonly AlertEvent[]): void {
    // First, so that the messages wait for what it looks for and nothing is looked for twice.
    this.#keeper.keep(events);
    this.#receivers.wake();
    if (this.#leases.owns(shard)) this.#alertmanager.tell(events);
    this.#publisher.wake();
  }

  /** Another process, or this one, has committed it on somebody's behalf. */
  overhear(event: AlertEvent): void {
    if (event.actor === null) return;
    this.#receivers.wake();
    if (this.#leases.owns(event.shard)) this.#alertmanager.tell([event]);
  }

  /** The store is away: Alertmanager is told of what is critical all the same, and of all of it once it is stored. */
  tellUnsaved(shard: number, transitions: readonly JudgedTransition[]): void {
    this.#alertmanager.tell(transitions.flatMap((one) => unsavedAlert(one, shard) ?? []));
  }

  /** Of the alerts in Alertmanager's webhook those that are ours show that it delivers; resolves to the others. */
  confirm: AlertmanagerSender["confirm"] = (alerts) => this.#alertmanager.confirm(alerts);

  take({ shard }: ShardLease): void {
    this.#publisher.wake();
    void this.#alertmanager.take(shard);
  }

  drop(shard: number): void {
    this.#alertmanager.release(shard);
  }

  /** Receivers as they are from now on. */
  reload(config: MonitorConfig): Promise<void> {
    return this.#receivers.reload(config);
  }

  stats() {
    const alertmanager = { ...this.#alertmanager.stats, held: this.#alertmanager.held };
    return { receivers: this.#receivers.stats(), alertmanager };
  }

  /** Those that write first. */
  async stop(): Promise<void> {
    await this.#keeper.stop();
    await this.#publisher.stop();
    await this.#reports.stop();
    await this.#alertmanager.stop();
    await this.#receivers.stop();
  }
}
