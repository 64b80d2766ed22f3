import type pg from "pg";
import { cursorOf, positionOf, type AlertCursor } from "./alert-position.ts";
import type { Position } from "./contract.ts";
import {
  readAlertHead,
  readAlertsAfter,
  readKeptAfter,
  readStoreId,
  type StoredAlert,
} from "./read-alerts.ts";

const KEPT_ALERTS = 500;
const PAGE = 200;

export interface Resumed {
  cursor: AlertCursor;
  /** Some of what came before may be past retention. */
  hasGap: boolean;
}

/** The alerts topic, in the order of the store: the newest in memory, older ones read when a client needs them. */
export class AlertLog {
  readonly #pool: pg.Pool;
  readonly #storeId: string;
  /** What the ring begins after. */
  readonly #ringStart: Map<number, number>;
  readonly #head: Map<number, number>;
  #ring: StoredAlert[] = [];
  #reading: Promise<void> | undefined;
  #isStale = false;
  #received = 0;

  private constructor(pool: pg.Pool, storeId: string, head: Map<number, number>) {
    this.#pool = pool;
    this.#storeId = storeId;
    this.#head = head;
    this.#ringStart = new Map(head);
  }

  static async open(pool: pg.Pool): Promise<AlertLog> {
    return new AlertLog(pool, await readStoreId(pool), await readAlertHead(pool));
  }

  /** How many came since this log was opened. */
  get received(): number {
    return this.#received;
  }

  /** After the newest alert. */
  get head(): AlertCursor {
    return new Map(this.#head);
  }

  positionOf(cursor: AlertCursor): Position {
    return positionOf(this.#storeId, cursor);
  }

  /** Takes over what the store has that the ring has not. Calls that come while it reads share one more reading. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async after(cursor: AlertCursor, limit: number): Promise<StoredAlert[]> {
    if (!this.#covers(cursor)) return readAlertsAfter(this.#pool, cursor, limit);
    return this.#ring.filter(({ shard, number }) => number > (cursor.get(shard) ?? 0)).slice(0, limit);
  }

  /** Where a client that holds `from` goes on; one that holds nothing starts at the head. */
  async resume(from: Position | undefined): Promise<Resumed> {
    if (from === undefined) return { cursor: this.head, hasGap: false };
    const held = cursorOf(this.#storeId, from);
    if (held !== undefined && this.#covers(held)) return { cursor: held, hasGap: false };
    const cursor = new Map(held);
    let hasGap = held === undefined;
    for (const { shard, isWhole, firstNumber } of await readKeptAfter(this.#pool, cursor)) {
      if (isWhole) continue;
      hasGap = true;
      const head = this.#head.get(shard) ?? 0;
      cursor.set(shard, firstNumber === null ? head : firstNumber - 1);
    }
    return { cursor, hasGap };
  }

  async #read(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      for (;;) {
        const alerts = await readAlertsAfter(this.#pool, this.#head, PAGE);
        for (const alert of alerts) this.#append(alert);
        if (alerts.length < PAGE) break;
      }
    }
  }

  #append(alert: StoredAlert): void {
    this.#received += 1;
    this.#head.set(alert.shard, alert.number);
    this.#ring.push(alert);
    const evicted = this.#ring.length > KEPT_ALERTS ? this.#ring.shift() : undefined;
    if (evicted !== undefined) this.#ringStart.set(evicted.shard, evicted.number);
  }

  #covers(cursor: AlertCursor): boolean {
    return [...this.#ringStart].every(([shard, number]) => (cursor.get(shard) ?? 0) >= number);
  }
}
