import { DEAD_LETTER_TOPIC } from "@mystocks/events";
import { MemoryTopic, type TopicStats } from "./memory-topic.ts";
import type { Bus } from "./port.ts";

export interface MemoryBusOptions {
  /** Partitions a topic; the members of a group share them. */
  partitions?: number;
  /** What a partition keeps at most, for readers that come later or are slow. */
  retainedMessages?: number;
  retainedBytes?: number;
  /** Pause before a failed message is given again. */
  retryMs?: number;
  /** A reader of `all` fell behind by more than is kept: so many messages passed it by. */
  onLost?: (topic: string, messages: number) => void;
}

export interface MemoryBus extends Bus {
  stats(): Record<string, TopicStats>;
}

/**
 * The Bus of one process. Memory is bounded: when a partition is full, `publish` waits for groups that have
 * members, but not for readers of `all`: their oldest messages make room, are counted as lost, and show as a gap
 * in the sequence, after which a view loads from the store again. One stuck view can't stop the others.
 */
export function createMemoryBus(options: MemoryBusOptions = {}): MemoryBus {
  const topics = new Map<string, MemoryTopic>();
  const limits = {
    messages: options.retainedMessages ?? 5000,
    bytes: options.retainedBytes ?? 16 * 1024 * 1024,
  };
  let closed = false;

  const topicOf = (name: string): MemoryTopic => {
    if (closed) throw new Error("the bus is closed");
    const known = topics.get(name);
    if (known !== undefined) return known;
    const topic = new MemoryTopic({
      name,
      partitions: options.partitions ?? 4,
      limits,
      retryMs: options.retryMs ?? 500,
      putAside: (message) => topicOf(DEAD_LETTER_TOPIC).publish([message]),
      onLost: options.onLost ?? (() => {}),
    });
    topics.set(name, topic);
    return topic;
  };

  return {
    publish: async (topic, messages) => topicOf(topic).publish(messages),
    subscribe: async (topic, reading, handle) => topicOf(topic).subscribe(reading, handle),
    stats: () => Object.fromEntries([...topics].map(([name, topic]) => [name, topic.stats])),
    async close() {
      closed = true;
      await Promise.all([...topics.values()].map((topic) => topic.close()));
    },
  };
}
