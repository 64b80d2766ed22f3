import { randomUUID } from "node:crypto";
import type { MetricFamily } from "@mystocks/runtime";
import type { Bus, Message, Reading, Subscription } from "../port.ts";
import type { RecordSubscription } from "../record-log.ts";
import { EventReader, type Handle } from "./event-reader.ts";
import { eventFamilies } from "./families.ts";
import { createKafkaRecordLog, type KafkaLogParts, type KafkaRecordLog } from "./kafka-record-log.ts";
import { pause } from "./time-box.ts";
import { Trouble } from "./trouble.ts";

export type KafkaBusParts = KafkaLogParts;

export interface KafkaBus extends Bus {
  families(): MetricFamily[];
}

/**
 * The Bus on Kafka. A group's offsets are committed after its handler; in Kafka it is called `<group>.<topic>`, since
 * kafkajs shares out a group's topics without asking which member reads which. A reader of all keeps its position
 * itself, in a group of its own that never commits and so leaves nothing behind. `subscribe` resolves when the first
 * partitions are assigned, however long the broker is away until then.
 */
export function createKafkaBus(parts: KafkaBusParts): KafkaBus {
  const log = createKafkaRecordLog(parts);
  const publish = (topic: string, messages: readonly Message[]) =>
    log.append(topic, messages.map(asOutgoing));
  const retryMs = parts.timings?.retryMs ?? 500;
  const asking = new Trouble(parts.log, "asking Kafka where to begin");
  const readers = new Map<EventReader, { group: string; topic: string }>();

  const closing = new AbortController();

  /** Kafka may come up after its clients. */
  const untilAnswered = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      if (closing.signal.aborted) throw new Error("closed before Kafka answered");
      try {
        const answer = await ask();
        asking.over();
        return answer;
      } catch (error) {
        asking.report(error);
        await pause(retryMs, closing.signal);
      }
    }
  };

  const subscribe = async (topic: string, reading: Reading, handle: Handle): Promise<Subscription> => {
    const isGroup = "group" in reading;
    const group = isGroup ? `${reading.group}.${topic}` : `all.${parts.clientId}.${randomUUID()}`;
    const starts = isGroup ? undefined : await untilAnswered(() => startsOf(log, topic, reading.from));
    const opened: { subscription?: RecordSubscription } = {};
    const reader = new EventReader({
      consumer: isGroup ? reading.group : `${parts.clientId} (all)`,
      startOf: async (partition) =>
        starts === undefined ? log.committedOffset(group, topic, partition) : starts.get(partition),
      handle,
      publish,
      retryMs,
      faults: new Trouble(parts.log.child({ group, topic }), "handling an event"),
      onHandled: (partition, next) => {
        if (isGroup) opened.subscription?.committed(topic, partition, next);
      },
    });
    const subscription = await log.read({ group, topics: [topic], reader });
    opened.subscription = subscription;
    readers.set(reader, { group: isGroup ? reading.group : "all", topic });
    return { close: () => subscription.close().finally(() => readers.delete(reader)) };
  };

  return {
    publish,
    subscribe,
    families: () => [...log.families(), ...eventFamilies(readers)],
    close: () => {
      closing.abort();
      return log.close();
    },
  };
}

async function startsOf(
  log: KafkaRecordLog,
  topic: string,
  from: "start" | "end" | Date,
): Promise<Map<number, bigint>> {
  if (from instanceof Date) return log.offsetsAt(topic, from);
  const bounds = await log.bounds(topic);
  return new Map([...bounds].map(([partition, { low, high }]) => [partition, from === "start" ? low : high]));
}

function asOutgoing({ key, id, value }: Message) {
  return {
    key: Buffer.from(key),
    value: Buffer.from(value),
    headers: { id, "content-type": "application/cloudevents+json; charset=UTF-8" },
  };
}
