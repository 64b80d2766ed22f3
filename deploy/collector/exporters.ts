export interface KafkaDestination {
  brokers: readonly string[];
  topicPrefix?: string;
  tls?: boolean | { caFile?: string; certFile?: string; keyFile?: string };
  /** The password is read by the Collector from this environment variable. */
  sasl?: {
    mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
    username: string;
    passwordVariable: string;
  };
  /** Whether a topic that is missing is made with the broker's defaults. Default false. */
  createTopics?: boolean;
}

export interface RecorderDestination {
  /** Base address of the recorder's OTLP/HTTP receiver. */
  url: string;
}

const MIB = 1024 * 1024;
const LARGEST_MESSAGE_BYTES = 8 * MIB;
/** Half of what a message may hold: sizes are those before compression, and a lone large span can't be split. */
const LARGEST_BATCH_BYTES = 4 * MIB;
/**
 * After it the batch is sent again, as new records, which the recorder knows again. A stop while the broker is away
 * takes up to six of these: two for each kind of telemetry.
 */
const ATTEMPT = "5s";
const ENOUGH_FOR_A_BATCH_BYTES = 256 * 1024;

/** Every key here that differs from a default does so because the default loses data (docs/operations.md). */
export function kafkaExporter(
  { brokers, topicPrefix = "", tls, sasl, createTopics }: KafkaDestination,
  queueMiB: number,
) {
  const topic = (name: string) => ({ topic: `${topicPrefix}${name}`, encoding: "otlp_proto" });
  return {
    brokers,
    client_id: "mystocks-collector",
    traces: topic("otlp_spans"),
    metrics: topic("otlp_metrics"),
    logs: topic("otlp_logs"),
    // A series stays in one partition, so one recorder sees all its samples in order.
    partition_metrics_by_resource_attributes: true,
    producer: {
      // Less also switches the idempotent producer off.
      required_acks: "all",
      compression: "zstd",
      max_message_bytes: LARGEST_MESSAGE_BYTES,
      allow_auto_topic_creation: createTopics ?? false,
    },
    timeout: ATTEMPT,
    ...delivery(queueMiB),
    ...(tls !== undefined && tls !== false && { tls: tlsSettings(tls) }),
    ...(sasl && {
      auth: {
        sasl: {
          mechanism: sasl.mechanism.toUpperCase(),
          username: sasl.username,
          password: `\${env:${sasl.passwordVariable}}`,
        },
      },
    }),
  };
}

/** Without Kafka: the recorder answers when a batch is committed. */
export function recorderExporter({ url }: RecorderDestination, queueMiB: number) {
  return { endpoint: url, timeout: ATTEMPT, ...delivery(queueMiB) };
}

/** A queue in files that survives a kill, full means wait, and no end to trying. */
function delivery(queueMiB: number) {
  return {
    retry_on_failure: {
      enabled: true,
      initial_interval: "500ms",
      max_interval: "5s",
      max_elapsed_time: 0,
    },
    sending_queue: {
      enabled: true,
      storage: "file_storage",
      sizer: "bytes",
      queue_size: queueMiB * MIB,
      block_on_overflow: true,
      num_consumers: 4,
      batch: {
        sizer: "bytes",
        flush_timeout: "100ms",
        min_size: ENOUGH_FOR_A_BATCH_BYTES,
        max_size: LARGEST_BATCH_BYTES,
      },
    },
  };
}

function tlsSettings(tls: Exclude<KafkaDestination["tls"], undefined | false>) {
  if (tls === true) return { insecure: false };
  return {
    insecure: false,
    ...(tls.caFile !== undefined && { ca_file: tls.caFile }),
    ...(tls.certFile !== undefined && { cert_file: tls.certFile }),
    ...(tls.keyFile !== undefined && { key_file: tls.keyFile }),
  };
}
