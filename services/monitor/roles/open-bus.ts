import {
  createKafkaBus,
  createKafkaRecordLog,
  createMemoryBus,
  type Bus,
  type KafkaConnection,
  type RecordLog,
} from "@mystocks/bus";
import type { Lifecycle, Logger, MetricFamily, MonitorConfig } from "@mystocks/runtime";

export interface OpenBus {
  bus: Bus;
  /** Kafka's topics of telemetry; without Kafka there are none. */
  records?: RecordLog;
  /** Why the bus can't be used now; undefined when it can. */
  problem: () => Promise<string | undefined>;
  /** For /metrics. */
  families: () => MetricFamily[];
}

interface BusParts {
  log: Logger;
  clientId: string;
}

/** Kafka where the config names one, else the memory of this process. */
export function openBus({ kafka }: MonitorConfig, parts: BusParts, life: Lifecycle): OpenBus {
  return kafka === undefined ? openMemoryBus(parts, life) : openKafka(kafka, parts, life);
}

function openMemoryBus({ log }: BusParts, life: Lifecycle): OpenBus {
  const bus = createMemoryBus({ onLost: lostTo(log) });
  life.onStop("bus", () => bus.close());
  return { bus, problem: () => Promise.resolve(undefined), families: () => [] };
}

function openKafka(
  kafka: NonNullable<MonitorConfig["kafka"]>,
  { log, clientId }: BusParts,
  life: Lifecycle,
): OpenBus {
  const parts = {
    connection: kafkaConnection(kafka),
    clientId,
    log,
    topicPrefix: kafka.topicPrefix,
    onLost: lostTo(log),
  };
  const bus = createKafkaBus(parts);
  life.onStop("bus", () => bus.close());
  const records = createKafkaRecordLog(parts);
  life.onStop("records", () => records.close());
  return {
    bus,
    records,
    async problem() {
      await records.bounds(PROBED_TOPIC);
      return undefined;
    },
    families: () => [...bus.families(), ...records.families()],
  };
}

/** Any would do; this one every role has to do with. */
const PROBED_TOPIC = "mystocks.pulse.v1";

export function kafkaConnection({
  brokers,
  tls,
  sasl,
}: NonNullable<MonitorConfig["kafka"]>): KafkaConnection {
  return {
    brokers,
    tls: typeof tls === "boolean" ? tls : withoutUndefined(tls),
    // The schema has refused a sasl without a password.
    ...(sasl?.password !== undefined && { sasl: { ...sasl, password: sasl.password } }),
  };
}

/** Files that are not named are left out, not undefined. */
function withoutUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as never;
}

function lostTo(log: Logger): (topic: string, records: number) => void {
  return (topic, records) =>
    log.warn({ topic, records }, "a reader of the bus was passed by: it missed records");
}
