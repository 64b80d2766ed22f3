import type { Calendar } from "@mystocks/calendar";
import type { Contract } from "../contract/contract.ts";
import { boundType } from "./column-type.ts";
import { calendarOf, dueAt } from "./dataset-days.ts";
import type { TableFacts } from "./table-facts.ts";
import { createZone, dayAfter, type Zone } from "./zone.ts";

/** Local days of the contract's zone, `YYYY-MM-DD`, both included. */
export interface Partition {
  from: string;
  to: string;
}

/** What earlier runs measured and somebody accepted: failed and backfilled runs are left out by the caller. */
export type History = Readonly<Record<string, readonly { day: string; value: number }[]>>;

export interface RunOptions {
  now: Date;
  /** One trading day, a range of days, or the whole table. Throws RangeError for what is no day. */
  partition?: string | Partition | undefined;
  /**
   * Calendars of the caller's, kept open between runs; `openCalendar` of `@mystocks/calendar` otherwise, at 20 ms a run.
   * Throws for a name it does not know.
   */
  calendars?: ((name: string) => Calendar) | undefined;
  /** By check id, for the checks that compare with the past. */
  history?: History | undefined;
}

/** One run of one contract: everything that the SQL and the verdicts depend on. */
export class Scope {
  readonly contract: Contract;
  readonly facts: TableFacts;
  readonly now: Date;
  readonly partition: Partition | undefined;
  readonly calendar: Calendar;
  readonly history: History;
  readonly #types: ReadonlyMap<string, string>;
  readonly #zone: Zone;

  constructor(contract: Contract, facts: TableFacts, options: RunOptions) {
    this.contract = contract;
    this.facts = facts;
    this.now = options.now;
    this.partition = readPartition(options.partition);
    if (this.partition !== undefined && contract.time === null)
      throw new RangeError(`${contract.name} has no bar time, so no row belongs to a day`);
    this.#zone = createZone(contract.timeZone);
    this.calendar = calendarOf(contract, options.calendars);
    this.history = options.history ?? {};
    this.#types = new Map(facts.columns.map(({ name, type }) => [name, type]));
  }

  typeOf(column: string): string | undefined {
    return this.#types.get(column);
  }

  boundTypeOf(column: string) {
    return boundType(this.typeOf(column) ?? "text");
  }

  isNullable(column: string): boolean {
    return this.facts.columns.find(({ name }) => name === column)?.nullable ?? true;
  }

  get today(): string {
    return this.#zone.dayOf(this.now.getTime());
  }

  /** Local midnight at which the day begins, and the one at which it ends, in Unix milliseconds. */
  boundsOf(day: string): { fromMs: number; toMs: number } {
    return { fromMs: this.#zone.instantOf(day, 0), toMs: this.#zone.instantOf(dayAfter(day), 0) };
  }

  /** When a trading day's data has to be there; undefined where the calendar does not know the day. */
  dueAt(day: string): number | undefined {
    return dueAt(this.contract, day, this.calendar);
  }
}

/** Throws RangeError for what is no day, and for days in the wrong order. */
function readPartition(given: string | Partition | undefined): Partition | undefined {
  if (given === undefined) return undefined;
  const { from, to } = typeof given === "string" ? { from: given, to: given } : given;
  for (const day of [from, to])
    if (!isDay(day)) throw new RangeError(`${JSON.stringify(day)} is no day: write YYYY-MM-DD`);
  if (from > to) throw new RangeError(`the partition ends on ${to}, before it begins on ${from}`);
  return { from, to };
}

function isDay(text: string): boolean {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
