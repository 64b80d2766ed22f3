import type { Labels } from "./labels.ts";

const MOST_KEPT = 20_000;

/**
 * Derived label sets, remembered by the set they come from. Equal ones are the same object within an evaluation, so
 * they can be compared and looked up by identity.
 */
export class LabelMemo {
  readonly #derive: (labels: Labels) => Labels;
  #derived = new WeakMap<Labels, Labels>();
  #byKey = new Map<string, Labels>();

  constructor(derive: (labels: Labels) => Labels) {
    this.#derive = derive;
  }

  /** Before an evaluation: what has come and gone with label sets that churn is forgotten. */
  tidy(): void {
    if (this.#byKey.size <= MOST_KEPT) return;
    this.#derived = new WeakMap();
    this.#byKey = new Map();
  }

  of(labels: Labels): Labels {
    const known = this.#derived.get(labels);
    if (known !== undefined) return known;
    const fresh = this.#derive(labels);
    const derived = this.#byKey.get(fresh.key) ?? fresh;
    this.#byKey.set(derived.key, derived);
    this.#derived.set(labels, derived);
    return derived;
  }
}
