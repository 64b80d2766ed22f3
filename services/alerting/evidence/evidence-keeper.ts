import { setTimeout as pause } from "node:timers/promises";
import type { AlertEvent } from "@mystocks/events";
import { because } from "@mystocks/rules";
import type { FaultLog } from "@mystocks/runtime";
import { saveEvidence } from "@mystocks/store/alerting";
import type { ToldEvidence } from "../delivery/told.ts";
import { changeByItself, handlingOf } from "../inbox/change-alert.ts";
import { gatherNow, type GatherParts } from "./gather.ts";

export interface KeeperParts extends GatherParts {
  /** A picture of the series around the breach; undefined: there is none to draw. */
  chartOf: (alert: AlertEvent["alert"]) => string | undefined;
  /** Evidence was added to an alert later. */
  onEvents: (shard: number, events: readonly AlertEvent[]) => void;
  faults: FaultLog;
  now: () => number;
}

interface Found {
  evidence: ToldEvidence;
  isWhole: boolean;
}

const BEGINNINGS: ReadonlySet<AlertEvent["kind"]> = new Set(["fired", "flapping"]);
/** Looked for again so long after each other. */
const AGAIN_MS = [1000, 3000, 10_000];
/** In a storm the others go without: looking for theirs would take the store from what must be told. */
const MOST_AT_ONCE = 100;

/** Copies what explains an alert into it when it fires, so that retention can't take it, and adds what comes later. */
export class EvidenceKeeper {
  readonly #parts: KeeperParts;
  readonly #now = new Map<string, Promise<Found>>();
  readonly #running = new Set<Promise<void>>();
  readonly #stopped = new AbortController();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** Events that are committed, of the shards that this process owns. */
  keep(events: readonly AlertEvent[]): void {
    for (const event of events) {
      if (!BEGINNINGS.has(event.kind) || this.#running.size >= MOST_AT_ONCE) continue;
      const found = gatherNow(this.#parts, event);
      this.#now.set(event.alert.alertId, found);
      const running = this.#follow(event, found)
        .catch((error: unknown) => this.#parts.faults.fault("evidence can't be kept", error))
        .finally(() => {
          this.#running.delete(running);
          this.#now.delete(event.alert.alertId);
        });
      this.#running.add(running);
    }
  }

  /** For a message: what is found by now, within 200 ms. */
  async evidenceOf(event: AlertEvent): Promise<ToldEvidence> {
    const found = this.#now.get(event.alert.alertId) ?? gatherNow(this.#parts, event);
    return (await found).evidence;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  async #follow(event: AlertEvent, first: Promise<Found>): Promise<void> {
    const { pool } = this.#parts;
    let { evidence, isWhole } = await first;
    await saveEvidence(pool, event.alert.alertId, this.#asKept(event, evidence));
    for (const waitMs of AGAIN_MS) {
      if (isWhole) return;
      await pause(waitMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
      if (this.#stopped.signal.aborted) return;
      const later = await gatherNow(this.#parts, event);
      isWhole = later.isWhole;
      if (weightOf(later.evidence) <= weightOf(evidence)) continue;
      evidence = later.evidence;
      await this.#add(event, evidence);
    }
  }

  async #add(event: AlertEvent, evidence: ToldEvidence): Promise<void> {
    const { pool, onEvents, now } = this.#parts;
    const { alertId } = event.alert;
    const place = { alertId, shard: event.shard };
    const added = await changeByItself(
      pool,
      place,
      {
        kind: "evidence_added",
        why: because("evidence", { traces: String(evidence.spans.length) }),
        change: async (alert, client) => {
          await saveEvidence(client, alertId, this.#asKept(event, evidence));
          return handlingOf(alert);
        },
        receivers: () => [],
      },
      now(),
    );
    if (added !== undefined) onEvents(added.shard, [added]);
  }

  #asKept({ alert }: AlertEvent, { spans, rows }: ToldEvidence) {
    const chart = this.#parts.chartOf(alert);
    return { spans, rows, ...(chart !== undefined && { chart }) };
  }
}

/** More traces and rows, or the same with more of their SQL. */
function weightOf({ spans, rows }: ToldEvidence): number {
  return (spans.length + rows.length) * 10 + spans.filter(({ sql }) => sql !== undefined).length;
}
