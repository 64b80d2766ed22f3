import { stringify } from "yaml";

import {
  kafkaExporter,
  recorderExporter,
  type KafkaDestination,
  type RecorderDestination,
} from "./exporters.ts";
import { prometheusExporter, remoteWriteExporter, spanMetrics, type RemoteWrite } from "./to-prometheus.ts";

export type Destination = { kafka: KafkaDestination } | { recorder: RecorderDestination };

export interface CollectorParts {
  /** Address to listen on. Off loopback a token is asked for. */
  host: string;
  ports: {
    otlpGrpc: number;
    otlpHttp: number;
    /** Services' metrics and those made of spans, for Prometheus. */
    prometheus: number;
    /** The Collector's own metrics. */
    metrics: number;
    health: number;
  };
  /** File with the bearer token that senders must show; needed off loopback. */
  tokenFile?: string;
  /** Holds what was taken and is not delivered yet. One Collector a folder. */
  storageDir: string;
  /** Survives a power cut too, at the price of three disk flushes a request; a killed process needs none. */
  flushToDisk?: boolean;
  /** Of what was taken and is not delivered, for each kind of telemetry; full means that senders wait. Default 4096. */
  queueMiB?: number;
  to: Destination;
  /** In a cluster: pods' names and labels are added. */
  kubernetes?: boolean;
  /** Instead of waiting to be scraped; besides it the scrape goes on. */
  remoteWrite?: RemoteWrite;
  /** From here on senders are told to come again. Default 400. */
  memoryMiB?: number;
}

const MIB = 1024 * 1024;
/** The one size cap of HTTP, broker and fetch. */
const LARGEST_BODY_MIB = 8;
const LOOPBACK = /^(127\.|localhost$|::1$|\[::1\]$)/;

/** @returns the text of a Collector configuration @throws Error off loopback without a token */
export function collectorConfig(parts: CollectorParts): string {
  if (!LOOPBACK.test(parts.host) && parts.tokenFile === undefined)
    throw new Error(`The Collector would listen on ${parts.host} for everybody: give it a tokenFile.`);
  const store = "kafka" in parts.to ? "kafka" : "otlphttp";
  const { remoteWrite, queueMiB = 4096 } = parts;
  return stringify(
    {
      extensions: extensions(parts),
      receivers: { otlp: { protocols: protocols(parts) } },
      processors: processors(parts),
      connectors: { spanmetrics: spanMetrics() },
      exporters: {
        [store]:
          "kafka" in parts.to
            ? kafkaExporter(parts.to.kafka, queueMiB)
            : recorderExporter(parts.to.recorder, queueMiB),
        prometheus: prometheusExporter(at(parts, "prometheus")),
        ...(remoteWrite && { prometheusremotewrite: remoteWriteExporter(remoteWrite) }),
      },
      service: {
        extensions: Object.keys(extensions(parts)),
        pipelines: pipelines(parts, store),
        telemetry: ownTelemetry(parts),
      },
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

/** No batch processor: it would hold in memory what the sender was told is taken. Exporters batch behind their queue. */
function pipelines({ kubernetes, remoteWrite }: CollectorParts, store: string) {
  const taken = ["memory_limiter", ...(kubernetes ? ["k8sattributes"] : [])];
  const stored = { receivers: ["otlp"], processors: taken, exporters: [store] };
  return {
    traces: { ...stored, exporters: [store, "spanmetrics"] },
    metrics: stored,
    "metrics/prometheus": {
      receivers: ["otlp", "spanmetrics"],
      processors: [...taken, "deltatocumulative"],
      exporters: ["prometheus", ...(remoteWrite ? ["prometheusremotewrite"] : [])],
    },
    logs: stored,
  };
}

function extensions(parts: CollectorParts) {
  const { storageDir, tokenFile, flushToDisk = false } = parts;
  return {
    health_check: { endpoint: at(parts, "health") },
    file_storage: {
      directory: storageDir,
      create_directory: true,
      fsync: flushToDisk,
      // A file that a power cut left unreadable is put aside; the Collector starts with a new one.
      recreate: true,
      compaction: {
        directory: storageDir,
        on_start: true,
        on_rebound: true,
        cleanup_on_start: true,
        rebound_needed_threshold_mib: 100,
        rebound_trigger_threshold_mib: 10,
      },
    },
    ...(tokenFile !== undefined && { bearertokenauth: { filename: tokenFile } }),
  };
}

function protocols(parts: CollectorParts) {
  const auth = parts.tokenFile === undefined ? {} : { auth: { authenticator: "bearertokenauth" } };
  return {
    grpc: { endpoint: at(parts, "otlpGrpc"), max_recv_msg_size_mib: LARGEST_BODY_MIB, ...auth },
    http: { endpoint: at(parts, "otlpHttp"), max_request_body_size: LARGEST_BODY_MIB * MIB, ...auth },
  };
}

function processors({ memoryMiB = 400, kubernetes }: CollectorParts) {
  return {
    memory_limiter: {
      check_interval: "500ms",
      limit_mib: memoryMiB,
      spike_limit_mib: Math.round(memoryMiB / 4),
    },
    deltatocumulative: { max_stale: "5m", max_streams: 20_000 },
    ...(kubernetes && { k8sattributes: podAttributes() }),
  };
}

function podAttributes() {
  return {
    extract: {
      metadata: [
        "k8s.namespace.name",
        "k8s.deployment.name",
        "k8s.statefulset.name",
        "k8s.pod.name",
        "k8s.pod.uid",
        "k8s.node.name",
      ],
    },
    pod_association: [
      { sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] },
      { sources: [{ from: "connection" }] },
    ],
  };
}

function ownTelemetry({ host, ports }: CollectorParts) {
  return {
    logs: { encoding: "json", level: "info" },
    metrics: {
      level: "normal",
      readers: [{ pull: { exporter: { prometheus: { host, port: ports.metrics } } } }],
    },
  };
}

function at({ host, ports }: CollectorParts, name: keyof CollectorParts["ports"]): string {
  return `${host}:${ports[name]}`;
}
