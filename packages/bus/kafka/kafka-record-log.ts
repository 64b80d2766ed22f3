import type { Logger, MetricFamily } from "@mystocks/runtime";
import type { PartitionReader, RecordLog, RecordSubscription } from "../record-log.ts";
import { openClient } from "./client.ts";
import type { KafkaConnection } from "./connection.ts";
import { kafkaFamilies } from "./families.ts";
import { GroupReader, READER_TIMINGS, type ReaderTimings } from "./group-reader.ts";
import { OutgoingLane } from "./outgoing-lane.ts";
import { ReplacedProducer, type OutgoingRecord } from "./producer.ts";
import { TopicAdmin, type PartitionBounds } from "./topic-admin.ts";

export interface KafkaLogParts {
  connection: KafkaConnection;
  clientId: string;
  log: Logger;
  /** Stands before every topic and group in Kafka, and nowhere else: several installations on one Kafka. */
  topicPrefix?: string;
  /** Retention took so many records of the topic before a reader came to them. */
  onLost?: (topic: string, records: number) => void;
  timings?: Partial<ReaderTimings>;
  /** A publish that takes longer is rejected; it may be stored or not. */
  publishTimeoutMs?: number;
}

export interface KafkaRecordLog extends RecordLog {
  /** Of each partition the oldest offset that is kept and the one the next record gets. */
  bounds(topic: string): Promise<Map<number, PartitionBounds>>;
  /** Of each partition the first offset at or after the time; the end where there is none. */
  offsetsAt(topic: string, time: Date): Promise<Map<number, bigint>>;
  /** What the group committed last; undefined when it never did. */
  committedOffset(group: string, topic: string, partition: number): Promise<bigint | undefined>;
  /** Figures of all writing and reading since the start. */
  families(): MetricFamily[];
}

const PUBLISH_TIMEOUT_MS = 30_000;

/** Topics of bytes on Kafka. Connects when it is first used, and again by itself whenever the broker was away. */
export function createKafkaRecordLog(parts: KafkaLogParts): KafkaRecordLog {
  const { connection, clientId, log, topicPrefix = "", onLost = () => {} } = parts;
  const open = () => openClient({ connection, clientId, log });
  const timings = { ...READER_TIMINGS, ...parts.timings };
  const admin = new TopicAdmin(open);
  const producer = new ReplacedProducer({ open, timeoutMs: parts.publishTimeoutMs ?? PUBLISH_TIMEOUT_MS });
  const lanes = new Map<string, OutgoingLane>();
  const readers = new Map<GroupReader, string>();
  const full = (name: string) => `${topicPrefix}${name}`;
  const plain = (name: string) => name.slice(topicPrefix.length);
  let isClosed = false;

  const laneOf = (topic: string): OutgoingLane => {
    const known = lanes.get(topic);
    if (known !== undefined) return known;
    const lane = new OutgoingLane(async (records: readonly OutgoingRecord[]) => {
      await admin.ensureTopic(full(topic));
      await producer.send(full(topic), records);
    });
    lanes.set(topic, lane);
    return lane;
  };

  return {
    async append(topic, records) {
      if (isClosed) throw new Error("the log is closed");
      await laneOf(topic).append(records);
    },

    async read({ group, topics, reader }) {
      if (isClosed) throw new Error("the log is closed");
      const running = new GroupReader({
        open,
        admin,
        group: full(group),
        topics: topics.map(full),
        reader: byPlainName(reader, plain),
        log,
        timings,
        onLost: (topic, records) => onLost(plain(topic), records),
      });
      readers.set(running, group);
      await running.joined();
      return withPlainNames(running, full, plain, () => readers.delete(running));
    },

    async bounds(topic) {
      await admin.ensureTopic(full(topic));
      return admin.bounds(full(topic));
    },

    async offsetsAt(topic, time) {
      await admin.ensureTopic(full(topic));
      return admin.offsetsAt(full(topic), time);
    },

    committedOffset: (group, topic, partition) => admin.committed(full(group), full(topic), partition),

    families: () => kafkaFamilies(lanes, readers, plain),

    async close() {
      isClosed = true;
      await Promise.all([...readers.keys()].map((reader) => reader.close()));
      await Promise.all([...lanes.values()].map((lane) => lane.drained()));
      await Promise.all([producer.close(), admin.close()]);
    },
  };
}

type Rename = (name: string) => string;

function byPlainName(reader: PartitionReader, plain: Rename): PartitionReader {
  return {
    open: (topic, partition) => reader.open(plain(topic), partition),
    take: (batch) => reader.take({ ...batch, topic: plain(batch.topic) }),
    close: (topic, partition) => reader.close(plain(topic), partition),
  };
}

function withPlainNames(
  running: GroupReader,
  full: Rename,
  plain: Rename,
  onClosed: () => void,
): RecordSubscription {
  return {
    seek: (topic, partition, next) => running.seek(full(topic), partition, next),
    committed: (topic, partition, next) => running.committed(full(topic), partition, next),
    lags: () => running.lags().map((lag) => ({ ...lag, topic: plain(lag.topic) })),
    async close() {
      await running.close();
      onClosed();
    },
  };
}
