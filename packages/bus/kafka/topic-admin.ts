import { setTimeout as delay } from "node:timers/promises";
import type { Admin } from "kafkajs";
import type { Client } from "./client.ts";
import { timeBox } from "./time-box.ts";

export interface PartitionBounds {
  /** Oldest offset that is kept. */
  low: bigint;
  /** Offset the next record gets. */
  high: bigint;
}

const TIMEOUT_MS = 10_000;
const LEADER_RETRY_MS = 250;
const LEADERLESS = new Set(["NOT_LEADER_FOR_PARTITION", "LEADER_NOT_AVAILABLE"]);

/**
 * Questions about topics. A client that fails or hangs once is thrown away: kafkajs's admin does not always find its
 * way back to a broker that was gone. Topics go by their full names here.
 */
export class TopicAdmin {
  readonly #open: () => Client;
  #current: { client: Client; admin: Promise<Admin> } | undefined;
  readonly #existing = new Map<string, Promise<unknown>>();

  constructor(open: () => Client) {
    this.#open = open;
  }

  /** Makes the topic, with the broker's own defaults, when it is not there. Without the right to, it must exist. */
  async ensureTopic(topic: string): Promise<void> {
    const known = this.#existing.get(topic);
    if (known !== undefined) return void (await known);
    const made = this.#run((admin) => createTopic(admin, topic));
    this.#existing.set(topic, made);
    made.catch(() => this.#existing.delete(topic));
    await made;
  }

  async bounds(topic: string): Promise<Map<number, PartitionBounds>> {
    const found = await this.#askLeaders((admin) => admin.fetchTopicOffsets(topic));
    return new Map(
      found.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]),
    );
  }

  /** Of each partition the first offset at or after the time; the end where there is none. */
  async offsetsAt(topic: string, time: Date): Promise<Map<number, bigint>> {
    const found = await this.#askLeaders((admin) =>
      admin.fetchTopicOffsetsByTimestamp(topic, time.getTime()),
    );
    return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  /** Where the group goes on; undefined where it has never been. */
  async committed(group: string, topic: string, partition: number): Promise<bigint | undefined> {
    const found = await this.#run((admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }));
    const offset = found[0]?.partitions.find((one) => one.partition === partition)?.offset;
    return offset === undefined || BigInt(offset) < 0n ? undefined : BigInt(offset);
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    if (current === undefined) return;
    const ended = current.admin.then((admin) => admin.disconnect());
    await timeBox(ended, 2000, "disconnecting").catch(() => {});
    current.client.cut();
  }

  /** Partitions of a topic that was just made have no leader for a moment, and kafkajs does not wait for it. */
  async #askLeaders<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const untilMs = performance.now() + TIMEOUT_MS;
    for (;;) {
      try {
        return await this.#run(work);
      } catch (error) {
        if (!LEADERLESS.has((error as { type?: string }).type ?? "") || performance.now() > untilMs)
          throw error;
        await delay(LEADER_RETRY_MS);
      }
    }
  }

  async #run<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const current = (this.#current ??= this.#connect());
    try {
      return await timeBox(current.admin.then(work), TIMEOUT_MS, "a question to Kafka");
    } catch (error) {
      current.client.cut();
      if (this.#current === current) this.#current = undefined;
      throw error;
    }
  }

  #connect() {
    const client = this.#open();
    const admin = client.kafka.admin();
    return { client, admin: admin.connect().then(() => admin) };
  }
}

async function createTopic(admin: Admin, topic: string): Promise<void> {
  try {
    await admin.createTopics({ topics: [{ topic }], waitForLeaders: true });
  } catch (error) {
    const existing = await admin.listTopics();
    if (!existing.includes(topic)) throw error;
  }
}
