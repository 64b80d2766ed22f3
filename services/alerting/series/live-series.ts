import type { Calendars } from "@mystocks/rules";
import type { RulesInForce } from "../rules-in-force/rules-in-force.ts";
import { LiveStore } from "./live-store.ts";
import { MarketHours } from "./market-hours.ts";
import type { Read } from "./refill-past.ts";

export interface LiveSeriesParts {
  rules: Pick<RulesInForce, "reaches">;
  calendars: Calendars;
  now: () => number;
}

/** The series that rules are judged on. The store is another object after a load. */
export class LiveSeries {
  readonly #parts: LiveSeriesParts;
  readonly #markets: MarketHours;
  #store: LiveStore;

  constructor(parts: LiveSeriesParts) {
    this.#parts = parts;
    this.#markets = new MarketHours(parts.calendars);
    this.#store = new LiveStore(parts.now());
  }

  get store(): LiveStore {
    return this.#store;
  }

  /** From now on this one, with what is computed of the past and what only the former one has. */
  put(store: LiveStore): void {
    const former = this.#store;
    this.#store = store;
    this.retain();
    this.#markets.fillPast(store, this.#parts.now());
    store.takeOver(former);
  }

  /** Old samples are kept as long as a rule in force reads them. Whether that is longer than before. */
  retain(): boolean {
    const longer = this.reads().filter(({ matchers, ageMs }) => this.#store.retain(matchers, ageMs));
    return longer.length > 0;
  }

  /** How far back rules in force read which metrics. */
  reads(): readonly Read[] {
    return [...this.#parts.rules.reaches()];
  }

  /** Once a second, before rules are judged. */
  tick(nowMs: number): void {
    this.#markets.write(this.#store, nowMs);
    this.#store.tick(nowMs);
  }
}
