import kafkajs, { type ICustomPartitioner, type Message, type Producer } from "kafkajs";
import type { Client } from "./client.ts";
import { timeBox } from "./time-box.ts";

export interface OutgoingRecord {
  key?: Buffer;
  value: Buffer;
  headers?: Readonly<Record<string, string>>;
}

export interface ProducerParts {
  open: () => Client;
  /** A send that takes longer is given up; it may be stored or not. */
  timeoutMs: number;
}

/**
 * Idempotent, acknowledged by all in-sync replicas, zstd. After any failed send the client is replaced: kafkajs takes
 * its sequence numbers back, and a next batch of the same size, sent under them, would be taken for a repeat of the
 * one whose answer was lost, and vanish.
 */
export class ReplacedProducer {
  readonly #parts: ProducerParts;
  #current: { client: Client; producer: Promise<Producer> } | undefined;

  constructor(parts: ProducerParts) {
    this.#parts = parts;
  }

  async send(topic: string, records: readonly OutgoingRecord[]): Promise<void> {
    const current = (this.#current ??= this.#connect());
    const messages = records.map(asMessage);
    const sent = current.producer.then((producer) =>
      producer.send({ topic, messages, acks: -1, compression: kafkajs.CompressionTypes.ZSTD }),
    );
    try {
      await timeBox(sent, this.#parts.timeoutMs, `sending to ${topic}`);
    } catch (error) {
      if (this.#current === current) this.#current = undefined;
      current.client.cut();
      throw error;
    }
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    const ended = current.producer.then((producer) => producer.disconnect());
    await timeBox(ended, 3000, "disconnecting").catch(() => {});
    current.client.cut();
  }

  #connect() {
    const client = this.#parts.open();
    const producer = client.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: partitionOnce,
      metadataMaxAge: 60_000,
      retry: { retries: 10, initialRetryTime: 100, maxRetryTime: 2000 },
    });
    return { client, producer: producer.connect().then(() => producer) };
  }
}

/**
 * A retry asks the partitioner again, and kafkajs's own then moves records without a key to another partition, where
 * the sequence numbers of the first attempt belong to other records: the choice is kept with the message.
 */
const partitionOnce: ICustomPartitioner = () => {
  const choose = kafkajs.Partitioners.DefaultPartitioner();
  return (parts) => (parts.message.partition ??= choose(parts));
};

function asMessage({ key, value, headers }: OutgoingRecord): Message {
  return { key: key ?? null, value, ...(headers === undefined ? {} : { headers: { ...headers } }) };
}
