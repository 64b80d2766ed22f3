import { DEAD_LETTER_TOPIC, encodeDeadLetter } from "@mystocks/events";
import { DeadLetter, type Delivery, type Message } from "../port.ts";
import type { LogRecord, PartitionReader, RecordBatch } from "../record-log.ts";
import { pause } from "./time-box.ts";
import type { Trouble } from "./trouble.ts";

export type Handle = (delivery: Delivery) => void | Promise<void>;

export interface EventReaderParts {
  /** Named in dead letters. */
  consumer: string;
  startOf: (partition: number) => Promise<bigint | undefined>;
  handle: Handle;
  publish: (topic: string, messages: readonly Message[]) => Promise<void>;
  retryMs: number;
  onHandled: (partition: number, next: bigint) => void;
  faults: Trouble;
}

export interface EventReaderStats {
  retries: number;
  deadLetters: number;
}

/** Gives records to a handler one by one; a partition that is taken away ends after the one that runs. */
export class EventReader implements PartitionReader {
  readonly stats: EventReaderStats = { retries: 0, deadLetters: 0 };
  readonly #parts: EventReaderParts;
  readonly #running = new Map<number, Promise<void>>();

  constructor(parts: EventReaderParts) {
    this.#parts = parts;
  }

  open(_topic: string, partition: number): Promise<bigint | undefined> {
    return this.#parts.startOf(partition);
  }

  async take(batch: RecordBatch): Promise<void> {
    const taken = this.#take(batch);
    this.#running.set(batch.partition, taken);
    await taken;
  }

  async close(_topic: string, partition: number): Promise<void> {
    await this.#running.get(partition);
    this.#running.delete(partition);
  }

  async #take({ topic, partition, records, signal }: RecordBatch): Promise<void> {
    for (const record of records) {
      if (signal.aborted) return;
      const delivery = asDelivery(topic, partition, record);
      const handled = () =>
        record.unreadable === undefined ? this.#isHandled(delivery) : this.#isUnreadable(delivery, record);
      while (!(await handled())) {
        this.stats.retries += 1;
        await pause(this.#parts.retryMs, signal);
        if (signal.aborted) return;
      }
      this.#parts.onHandled(partition, record.offset + 1n);
    }
  }

  async #isHandled(delivery: Delivery): Promise<boolean> {
    try {
      await this.#parts.handle(delivery);
      this.#parts.faults.over();
      return true;
    } catch (error) {
      if (error instanceof DeadLetter) return this.#isPutAside(delivery, error.message);
      this.#parts.faults.report(error);
      return false;
    }
  }

  #isUnreadable(delivery: Delivery, { value, unreadable }: LogRecord): Promise<boolean> {
    const payload = (value ?? Buffer.alloc(0)).toString("base64");
    return this.#isPutAside({ ...delivery, value: payload }, unreadable ?? "", "base64");
  }

  /** Until the letter is stored the message is not done with: it is handled, and refused, again. */
  async #isPutAside(
    delivery: Delivery,
    reason: string,
    encoding: "text" | "base64" = "text",
  ): Promise<boolean> {
    const { topic, partition, offset, key, id, value } = delivery;
    this.stats.deadLetters += 1;
    // A dead letter that can't be read is left: putting it aside again would never end.
    if (topic === DEAD_LETTER_TOPIC) return true;
    const { consumer, publish } = this.#parts;
    const letter = {
      topic,
      partition,
      offset: `${offset}`,
      key,
      id,
      consumer,
      reason,
      payload: value,
      encoding,
    };
    return publish(DEAD_LETTER_TOPIC, [{ key, id, value: encodeDeadLetter(letter) }]).then(
      () => true,
      () => false,
    );
  }
}

function asDelivery(topic: string, partition: number, record: LogRecord): Delivery {
  const { offset, key, value, headers } = record;
  const text = value?.toString() ?? "";
  const id = headers["id"]?.toString() ?? eventIdOf(text) ?? `${topic}/${partition}/${offset}`;
  return { topic, partition, offset, key: key?.toString() ?? "", id, value: text };
}

/** Of an event that somebody else wrote, without our header. */
function eventIdOf(text: string): string | undefined {
  try {
    const { id } = JSON.parse(text) as { id?: unknown };
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
