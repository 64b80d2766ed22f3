import { openCalendar, type Calendar } from "@mystocks/calendar";
import type { Contract } from "../contract/contract.ts";
import { boundType } from "./column-type.ts";
import { everyDay } from "./every-day.ts";
import type { TableFacts } from "./table-facts.ts";

/** Local days of the contract's zone, `YYYY-MM-DD`, both included. */
export interface Partition {
  from: string;
  to: string;
}

/** What earlier runs measured and somebody accepted: failed and backfilled runs are left out by the caller. */
export type History = Readonly<Record<string, readonly { day: string; value: number }[]>>;

export interface RunOptions {
  now: Date;
  /** One trading day, a range of days, or the whole table. */
  partition?: string | Partition | undefined;
  /** Calendars of the caller's; those of `@mystocks/calendar` otherwise. Throws for a name it does not know. */
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
  readonly #clock: Calendar;
  readonly #due: Calendar | undefined;

  constructor(contract: Contract, facts: TableFacts, options: RunOptions) {
    this.contract = contract;
    this.facts = facts;
    this.now = options.now;
    this.partition =
      typeof options.partition === "string"
        ? { from: options.partition, to: options.partition }
        : options.partition;
    this.#clock = everyDay(contract.timeZone);
    this.calendar =
      contract.calendar === null ? this.#clock : (options.calendars ?? openCalendar)(contract.calendar);
    this.history = options.history ?? {};
    this.#types = new Map(facts.columns.map(({ name, type }) => [name, type]));
    this.#due = contract.availableAt === null ? undefined : everyDay(contract.timeZone, contract.availableAt);
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
    return this.#clock.dayOf(this.now.getTime());
  }

  /** Local midnight at which the day begins, and the one at which it ends, in Unix milliseconds. */
  boundsOf(day: string): { fromMs: number; toMs: number } {
    const session = this.#clock.sessionsOf(day)[0];
    if (session === undefined || typeof session === "string") throw new RangeError(`${day} is not a day`);
    return { fromMs: session.openMs, toMs: session.closeMs };
  }

  /** When a trading day's data has to be there; undefined where the calendar does not know the day. */
  dueAt(day: string): number | undefined {
    const sessions = this.calendar.sessionsOf(day);
    if (sessions === "unknown" || sessions.length === 0) return undefined;
    const available = this.#due?.sessionsOf(day);
    if (available !== undefined && available !== "unknown") return available[0]!.openMs;
    return sessions.at(-1)!.closeMs + this.contract.publishingLagSeconds * 1000;
  }
}
