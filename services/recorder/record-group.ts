import type { LogRecord } from "@mystocks/bus";
import { dead, type Outcome } from "./decode-record.ts";
import type { Group, Intake, Placing } from "./intake.ts";
import type { DeadLetterRow } from "@mystocks/store";

export interface GroupItem {
  record: LogRecord;
  outcome: Outcome;
  /** Called once, when it is stored. */
  settle: () => void;
}

/** Records of one partition that follow each other, from the place where the source should stand. */
export class RecordGroup implements Group {
  readonly #from: number;
  readonly #items: readonly GroupItem[];
  readonly intakes: readonly Intake[];
  readonly deadLetters: readonly DeadLetterRow[];

  /** At least one item. */
  constructor(from: number, items: readonly GroupItem[]) {
    this.#from = from;
    this.#items = items;
    this.intakes = items.flatMap(({ outcome }) => ("intake" in outcome ? [outcome.intake] : []));
    this.deadLetters = items.flatMap(({ outcome }) => ("deadLetter" in outcome ? [outcome.deadLetter] : []));
  }

  placeAt(next: number): Placing {
    if (next < this.#from) return { state: "elsewhere" };
    const end = endOf(this.#items);
    if (next === this.#from) return { state: "here", group: this, next: end, missing: this.#missing(end) };
    const behind = this.#items.findIndex(({ record }) => Number(record.offset) >= next);
    if (behind < 0) return { state: "stored" };
    for (const { settle } of this.#items.slice(0, behind)) settle();
    return new RecordGroup(next, this.#items.slice(behind)).placeAt(next);
  }

  /** What was gone before a source first began, or with a topic that was made anew, is none of its own. */
  #missing(end: number): number {
    const from = this.#from === 0 ? Number(this.#items[0]!.record.offset) : this.#from;
    return Math.max(0, end - from - this.#items.length);
  }

  settle(): void {
    for (const { settle } of this.#items) settle();
  }

  split(): [Group, Group] | undefined {
    if (this.#items.length < 2) return undefined;
    const half = this.#items.length >> 1;
    const earlier = this.#items.slice(0, half);
    return [new RecordGroup(this.#from, earlier), new RecordGroup(endOf(earlier), this.#items.slice(half))];
  }

  putAside(reason: string): Group | undefined {
    const [item] = this.#items;
    if (item === undefined || this.#items.length > 1 || "deadLetter" in item.outcome) return undefined;
    return new RecordGroup(this.#from, [{ ...item, outcome: dead(item.record, "refused", reason) }]);
  }
}

const endOf = (items: readonly GroupItem[]) => Number(items.at(-1)!.record.offset) + 1;
