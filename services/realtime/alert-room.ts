import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "@mystocks/runtime";
import type { AlertLog } from "./alert-log.ts";
import type { AlertCursor } from "./alert-position.ts";
import type { Connection } from "./connection.ts";
import type { Position } from "./contract.ts";

const PAGE = 50;
const DRAIN_POLL_MS = 20;
const RETRY_MS = 1000;
/** A client that takes nothing for so long, or while so many alerts come, is sent away; it knows its position. */
const LONGEST_STUCK_MS = 10_000;
const MOST_BEHIND = 500;

interface Feed {
  cursor: AlertCursor;
  isSending: boolean;
  /** Alerts came after the last look. */
  isWanted: boolean;
}

/**
 * Every alert to every client, in order. A client is a cursor and not a queue: the next page is read when the last
 * one has left the process, so that a slow one costs no memory.
 */
export class AlertRoom {
  readonly #log: AlertLog;
  readonly #logger: Logger;
  readonly #feeds = new Map<Connection, Feed>();
  #isStopped = false;

  constructor(log: AlertLog, logger: Logger) {
    this.#log = log;
    this.#logger = logger;
  }

  /** `answer` gets the position that the first event follows, before anything is sent. */
  async join(
    connection: Connection,
    from: Position | undefined,
    answer: (position: Position) => void,
  ): Promise<void> {
    const { cursor, hasGap } = await this.#log.resume(from);
    const position = this.#log.positionOf(cursor);
    answer(position);
    if (!connection.isOpen) return;
    if (hasGap) connection.send("gap", { room: "alerts", epoch: position.epoch, from: position.sequence });
    this.#feeds.set(connection, { cursor, isSending: false, isWanted: true });
    this.#send(connection);
  }

  leave(connection: Connection): void {
    this.#feeds.delete(connection);
  }

  /** Reads what is new in the store and sends it; tries again until the store answers. */
  async alertsCame(): Promise<void> {
    while (!this.#isStopped) {
      try {
        await this.#log.refresh();
        for (const connection of this.#feeds.keys()) this.#send(connection);
        return;
      } catch (error) {
        this.#logger.warn({ err: error }, "alerts can't be read; they follow when the store answers");
        await sleep(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#feeds.clear();
  }

  #send(connection: Connection): void {
    const feed = this.#feeds.get(connection);
    if (feed === undefined) return;
    feed.isWanted = true;
    if (feed.isSending) return;
    feed.isSending = true;
    this.#sendPages(connection, feed)
      .catch((error: unknown) => {
        this.#logger.warn({ err: error }, "alerts can't be replayed; the client resumes");
        connection.end({ error_code: "STORE_UNAVAILABLE", message: "Alerts can't be read at the moment." });
      })
      .finally(() => (feed.isSending = false));
  }

  async #sendPages(connection: Connection, feed: Feed): Promise<void> {
    const isCurrent = () => connection.isOpen && this.#feeds.get(connection) === feed;
    while (isCurrent() && feed.isWanted) {
      if (!(await this.#drained(connection))) return;
      feed.isWanted = false;
      const alerts = await this.#log.after(feed.cursor, PAGE);
      if (!isCurrent()) return;
      if (alerts.length > 0) feed.isWanted = true;
      for (const { shard, number, data } of alerts) {
        const previous = this.#log.positionOf(feed.cursor).sequence;
        feed.cursor = new Map(feed.cursor).set(shard, number);
        connection.send("event", { room: "alerts", ...this.#log.positionOf(feed.cursor), previous, data });
      }
    }
  }

  async #drained(connection: Connection): Promise<boolean> {
    const startedMs = performance.now();
    const receivedBefore = this.#log.received;
    while (!connection.isDrained) {
      if (!connection.isOpen) return false;
      const isTooLong = performance.now() - startedMs > LONGEST_STUCK_MS;
      if (isTooLong || this.#log.received - receivedBefore > MOST_BEHIND) {
        connection.end({
          error_code: "SLOW_CLIENT",
          message: "The client takes alerts too slowly; connect again with its last position.",
        });
        return false;
      }
      await sleep(DRAIN_POLL_MS, undefined, { ref: false });
    }
    return true;
  }
}
