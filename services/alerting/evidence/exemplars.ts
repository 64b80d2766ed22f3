import type { OperationIdentity, OperationPulse, PulseEvent, PulseExemplar } from "@mystocks/events";
import type { Labels, Matcher } from "@mystocks/promql";
import { operationLabels } from "../series/operation-series.ts";

const KEPT_MS = 15 * 60_000;
const KEPT_A_SECOND = 3;

/** A span that ran, and the operation it ran. */
export interface Execution {
  operation: OperationIdentity;
  exemplar: PulseExemplar;
}

interface Second {
  timeMs: number;
  exemplars: PulseExemplar[];
}

interface KeptOperation {
  identity: OperationIdentity;
  labels: Labels;
  seconds: Second[];
}

export interface ExemplarQuery {
  /** Those of an alert; only what an operation has among its labels is compared. */
  labels: Readonly<Record<string, string>>;
  /** Of the expression's leaf selectors, one list a selector; an operation must suit one of them. */
  selectors: readonly (readonly Matcher[])[];
  sinceMs: number;
  limit: number;
}

/** The slowest and the failed spans of the last 15 minutes, by operation: evidence that needs no database. */
export class Exemplars {
  readonly #operations = new Map<number, KeptOperation>();

  apply(event: PulseEvent): void {
    const timeMs = event.observedSecond * 1000;
    for (const pulse of event.pulses) if (pulse.exemplars.length > 0) this.#add(timeMs, pulse);
  }

  /** Failed ones first, then the slowest. */
  find({ labels, selectors, sinceMs, limit }: ExemplarQuery): Execution[] {
    const found: Execution[] = [];
    for (const { identity, labels: own, seconds } of this.#operations.values()) {
      if (!isCompatible(own, labels) || !suits(own, selectors)) continue;
      for (const second of seconds)
        if (second.timeMs >= sinceMs)
          for (const exemplar of second.exemplars) found.push({ operation: identity, exemplar });
    }
    return found.sort(byWeight).slice(0, limit);
  }

  drop(nowMs: number): void {
    for (const [id, kept] of this.#operations) {
      kept.seconds = kept.seconds.filter(({ timeMs }) => timeMs >= nowMs - KEPT_MS);
      if (kept.seconds.length === 0) this.#operations.delete(id);
    }
  }

  #add(timeMs: number, { operation, exemplars }: OperationPulse): void {
    const kept = this.#operations.get(operation.id) ?? {
      identity: operation,
      labels: operationLabels(operation),
      seconds: [],
    };
    this.#operations.set(operation.id, kept);
    const last = kept.seconds.find((second) => second.timeMs === timeMs);
    if (last === undefined) kept.seconds.push({ timeMs, exemplars: exemplars.slice(0, KEPT_A_SECOND) });
    else last.exemplars = heaviest([...last.exemplars, ...exemplars]);
  }
}

function heaviest(exemplars: PulseExemplar[]): PulseExemplar[] {
  return exemplars.sort(weightOrder).slice(0, KEPT_A_SECOND);
}

const byWeight = (a: Execution, b: Execution) => weightOrder(a.exemplar, b.exemplar);

function weightOrder(a: PulseExemplar, b: PulseExemplar): number {
  if (a.failed !== b.failed) return a.failed ? -1 : 1;
  return Number(BigInt(b.durationNs) - BigInt(a.durationNs));
}

/** An alert's label that operations have too must be the same. */
function isCompatible(operation: Labels, alert: Readonly<Record<string, string>>): boolean {
  return Object.entries(alert).every(
    ([name, value]) => !operation.has(name) || operation.get(name) === value,
  );
}

/** Matchers on labels that operations don't have say nothing about them. */
function suits(operation: Labels, selectors: readonly (readonly Matcher[])[]): boolean {
  if (selectors.length === 0) return true;
  return selectors.some((matchers) =>
    matchers.every((matcher) => !operation.has(matcher.name) || matcher.matches(operation.get(matcher.name))),
  );
}
