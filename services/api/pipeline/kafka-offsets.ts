import { readFileSync } from "node:fs";
import type { Logger, MonitorConfig } from "@mystocks/runtime";
import { Kafka, logLevel, type Admin, type KafkaConfig, type SASLOptions } from "kafkajs";
import { TOPICS, type TopicEnd } from "./source-flows.ts";

type Connection = NonNullable<MonitorConfig["kafka"]>;

export interface OffsetReader {
  /** First and end offset of every partition of the telemetry topics that exist. */
  read(): Promise<TopicEnd[]>;
  close(): Promise<void>;
}

const CONNECT_MS = 900;
const REQUEST_MS = 900;
/** Topics are made by the Collector's first records, so what exists is asked for again. */
const TOPICS_EVERY = 15;

/**
 * Asks Kafka itself how much was written. What recorders say of their lag is worth nothing just when it matters,
 * which is when none of them runs.
 */
export function createOffsetReader(connection: Connection, log: Logger): OffsetReader {
  const kafka = new Kafka({
    ...settingsOf(connection),
    clientId: "mystocks-pipeline",
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    // The caller asks again in two seconds; until then its state is that Kafka is silent.
    retry: { retries: 0 },
    logLevel: logLevel.ERROR,
    logCreator: () => (entry) => log.debug({ kafkajs: entry.namespace }, entry.log.message),
  });
  const wanted = Object.values(TOPICS).map((topic) => `${connection.topicPrefix}${topic}`);
  let admin: Admin | undefined;
  let topics: string[] = [];
  let reads = 0;

  const read = async (): Promise<TopicEnd[]> => {
    if (admin === undefined) {
      const opened = kafka.admin();
      admin = opened;
      await opened.connect();
      reads = 0;
    }
    const asked = admin;
    if (reads++ % TOPICS_EVERY === 0 || topics.length < wanted.length) {
      const existing = new Set(await asked.listTopics());
      topics = wanted.filter((topic) => existing.has(topic));
    }
    const ends = await Promise.all(topics.map((topic) => endsOf(asked, topic)));
    return ends.flat();
  };

  return {
    async read() {
      try {
        return await read();
      } catch (error) {
        // A connection that hung may never work again.
        const broken = admin;
        admin = undefined;
        void broken?.disconnect().catch(() => {});
        throw error;
      }
    },
    async close() {
      await admin?.disconnect().catch(() => {});
    },
  };
}

async function endsOf(admin: Admin, topic: string): Promise<TopicEnd[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  return offsets.map(({ partition, low, high }) => ({
    topic,
    partition,
    low: Number(low),
    end: Number(high),
  }));
}

function settingsOf({ brokers, tls, sasl }: Connection): Pick<KafkaConfig, "brokers" | "ssl" | "sasl"> {
  return {
    brokers,
    ...(tls === false ? {} : { ssl: tls === true ? true : tlsFiles(tls) }),
    // kafkajs has one type a mechanism; all three have these same fields.
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  };
}

function tlsFiles({ caFile, certFile, keyFile }: Exclude<Connection["tls"], boolean>) {
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(certFile === undefined ? {} : { cert: readFileSync(certFile) }),
    ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
  };
}
