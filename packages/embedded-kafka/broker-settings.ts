/** One node of KRaft on loopback. Replication is 1: a single machine has nobody to replicate to. */
export function brokerSettings(parts: {
  logDir: string;
  port: number;
  controllerPort: number;
  partitions: number;
  createTopics: boolean;
  settings: Readonly<Record<string, string | number>>;
}): Record<string, string | number> {
  const { logDir, port, controllerPort } = parts;
  return {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    "controller.listener.names": "CONTROLLER",
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
    "log.dirs": logDir,
    "num.partitions": parts.partitions,
    "auto.create.topics.enable": `${parts.createTopics}`,
    // The one size cap is 8 MiB of message; a batch carries a little more around it.
    "message.max.bytes": MESSAGE_MAX_BYTES,
    "replica.fetch.max.bytes": MESSAGE_MAX_BYTES,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 1,
    "group.initial.rebalance.delay.ms": 0,
    // After kill -9 the broker's old registration stands in its own way until this has passed.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "log.cleaner.dedupe.buffer.size": 16_777_216,
    ...parts.settings,
  };
}

const MESSAGE_MAX_BYTES = 9 * 1024 * 1024;

export function propertiesText(settings: Record<string, string | number>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}
