import { MEASURED } from "./measurements.ts";

const m = MEASURED;

/** What one knows, or assumes, of an installation. */
export interface Load {
  /** Units of work a second that services do on data, on average. */
  operations: number;
  /** Spans of one: the request, the tracked operation, its database call. */
  spansPerOperation: number;
  /** Different operations that are busy in each second; `limits.operations` at the most. */
  keys: number;
  /** Share of spans in traces that are kept whole for a month: slow, failed, exemplars. */
  keptShare: number;
  rules: number;
  /** Browsers that look at once. */
  browsers: number;
  /** What is left free for peaks and for catching up: 0.5 uses half of a core. */
  utilisation: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Retention as it is by default, in seconds. */
const RETENTION = { spans: DAY, kept: 30 * DAY, second: 6 * HOUR, minute: 14 * DAY, hour: 365 * DAY };

/** Copies of each record, and how long: two days let a weekend's outage be caught up. */
const BROKER = { replicas: 3, seconds: 2 * DAY };

export interface Size {
  spans: number;
  /** Cores of each part, free ones for peaks included. */
  cores: Record<"collector" | "kafka" | "recorder" | "alerting" | "realtime" | "postgres", number>;
  recorders: number;
  partitions: number;
  memoryGib: Record<"recorder" | "alerting" | "realtime", number>;
  disk: { spansGb: number; pulsesGb: number; kafkaGb: number };
}

export function sizeOf(load: Load): Size {
  const spans = load.operations * load.spansPerOperation;
  const of = (coresAtPipeline: number) => (spans / m.pipelineSpans.value) * coresAtPipeline;
  const free = 1 / load.utilisation;
  const recorder = (spans / m.recorderSpans.value) * free;
  const recorders = Math.max(1, Math.ceil(recorder));
  return {
    spans,
    cores: {
      collector: of(m.collectorCores.value) * free,
      kafka: of(m.kafkaCores.value) * free * BROKER.replicas,
      recorder,
      alerting: (load.rules / m.rulesTickRules.value) * m.rulesTickCores.value * free,
      realtime: ((load.browsers * m.browserMs.value) / 1000) * free,
      postgres: of(m.postgresCores.value) * free,
    },
    recorders,
    // Room to double the recorders without new partitions; never fewer than three.
    partitions: Math.max(3, 2 * recorders),
    memoryGib: {
      recorder: (recorders * m.recorderMib.value) / 1024,
      alerting: (load.keys / m.alertingOperations.value) * (m.alertingMib.value / 1024),
      realtime: (m.realtimeMib.value + (load.browsers * m.browserKib.value) / 1024) / 1024,
    },
    disk: { spansGb: spanGb(spans, load.keptShare), pulsesGb: pulseGb(load.keys), kafkaGb: brokerGb(spans) },
  };
}

const spanGb = (spans: number, keptShare: number) =>
  (spans * m.spanBytes.value * (RETENTION.spans + keptShare * RETENTION.kept)) / 1e9;

function pulseGb(keys: number): number {
  const perKey =
    RETENTION.second * m.secondBytes.value +
    (RETENTION.minute / 60) * m.minuteBytes.value +
    (RETENTION.hour / HOUR) * m.hourBytes.value;
  return (keys * perKey) / 1e9;
}

const brokerGb = (spans: number) => (spans * m.packedBytes.value * BROKER.replicas * BROKER.seconds) / 1e9;

/** What one PostgreSQL is trusted with: a copy that is restored at 300 MB/s within eight hours. */
export const LARGEST_POSTGRES_GB = 8_000;

/** Operations a second at which one PostgreSQL ends, by its disk, and by rows of so many backends. */
export function endOfOnePostgres(load: Load, backends: number): { byDisk: number; byRows: number } {
  const perSpan = spanGb(1, load.keptShare);
  const spansByDisk = (LARGEST_POSTGRES_GB - pulseGb(load.keys)) / perSpan;
  const spansByRows = backends * m.backendSpans.value * load.utilisation;
  return { byDisk: spansByDisk / load.spansPerOperation, byRows: spansByRows / load.spansPerOperation };
}
