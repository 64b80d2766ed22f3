import type { ResourceRecord } from "@mystocks/otlp";
import { secondOf } from "./event-second.ts";
import { namespaceOf } from "./namespace.ts";
import type { PlacedSpan } from "./placed-span.ts";

interface SecondOfNamespace {
  namespace: string;
  second: number;
  spans: number;
}

/** Of seconds and name spaces that are remembered: at 100 name spaces a hundred seconds. */
const MOST_SECONDS = 10_000;
/** Beyond the quota, for what failed or was slow: alerts and evidence live from it. */
const RESERVE = 0.1;

/**
 * How many spans of each name space that ended in one second are stored. Only what was stored for the first time is
 * charged: what comes again costs nothing. Seconds that were not charged for longest are forgotten, and so is all by a
 * restart, which errs on the side of keeping.
 */
export class SpanQuota {
  readonly #most: number;
  readonly #mostWithReserve: number;
  /** Those charged last stand last. */
  readonly #charged = new Map<string, SecondOfNamespace>();
  /** Seconds in which a name space has used its quota. */
  readonly #full = new Map<string, Set<number>>();

  constructor(mostPerSecond: number) {
    this.#most = mostPerSecond;
    this.#mostWithReserve = mostPerSecond + Math.ceil(mostPerSecond * RESERVE);
  }

  /** Whether there is any second for which `takes` may say no. */
  isUsedUp(namespace: string): boolean {
    return this.#full.has(namespace);
  }

  takes(namespace: string, second: number, isImportant: boolean): boolean {
    if (this.#full.get(namespace)?.has(second) !== true) return true;
    return isImportant && this.#charged.get(keyOf(namespace, second))!.spans < this.#mostWithReserve;
  }

  /** Spans that a commit stored. */
  charge(stored: readonly PlacedSpan[]): void {
    const counts = new Map<ResourceRecord, Map<number, number>>();
    for (const { record } of stored) {
      let ofResource = counts.get(record.resource);
      if (ofResource === undefined) counts.set(record.resource, (ofResource = new Map()));
      const second = secondOf(record.endNs);
      ofResource.set(second, (ofResource.get(second) ?? 0) + 1);
    }
    for (const [resource, seconds] of counts)
      for (const [second, spans] of seconds) this.#charge(namespaceOf(resource), second, spans);
  }

  #charge(namespace: string, second: number, spans: number): void {
    if (namespace === "") return;
    const key = keyOf(namespace, second);
    const charged = this.#charged.get(key) ?? { namespace, second, spans: 0 };
    charged.spans += spans;
    this.#charged.delete(key);
    this.#charged.set(key, charged);
    if (charged.spans >= this.#most) this.#noteFull(charged);
    if (this.#charged.size > MOST_SECONDS) this.#forgetFirst();
  }

  #noteFull({ namespace, second }: SecondOfNamespace): void {
    const seconds = this.#full.get(namespace);
    if (seconds === undefined) this.#full.set(namespace, new Set([second]));
    else seconds.add(second);
  }

  #forgetFirst(): void {
    const { namespace, second } = this.#charged.values().next().value!;
    this.#charged.delete(keyOf(namespace, second));
    const seconds = this.#full.get(namespace);
    seconds?.delete(second);
    if (seconds?.size === 0) this.#full.delete(namespace);
  }
}

const keyOf = (namespace: string, second: number) => `${second} ${namespace}`;
