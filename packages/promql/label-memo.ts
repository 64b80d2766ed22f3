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
  #groups: Groups | undefined;

  constructor(derive: (labels: Labels) => Labels) {
    this.#derive = derive;
  }

  /** Before an evaluation: what has come and gone with label sets that churn is forgotten. */
  tidy(): void {
    if (this.#byKey.size <= MOST_KEPT) return;
    this.#derived = new WeakMap();
    this.#byKey = new Map();
    this.#groups = undefined;
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

  /** The derived sets of a vector's, each once, and which of them each is: as often asked, the same as at the step before. */
  groupsOf(labels: readonly Labels[]): Groups {
    if (this.#groups === undefined || !isSame(this.#groups.members, labels))
      this.#groups = this.#group(labels);
    return this.#groups;
  }

  #group(members: readonly Labels[]): Groups {
    const numbers = new Map<Labels, number>();
    const numberOf = members.map((one) => {
      const derived = this.of(one);
      const number = numbers.get(derived) ?? numbers.size;
      numbers.set(derived, number);
      return number;
    });
    return { members: [...members], numberOf, labels: [...numbers.keys()] };
  }
}

/** Label sets put together by what is derived of them. */
export type Groups = {
  members: readonly Labels[];
  /** Index of each member's own in `labels`. */
  numberOf: readonly number[];
  labels: readonly Labels[];
};

/** Whether they are the same objects. */
export function isSame(a: readonly Labels[], b: readonly Labels[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
