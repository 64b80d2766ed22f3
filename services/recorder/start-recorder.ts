import { createServer } from "node:http";
import { createOutboxRelay, type Bus, type OutboxRelay } from "@mystocks/bus";
import { encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { createDecodeContext } from "@mystocks/otlp";
import { closeServer, listen, type Lifecycle, type Logger, type MonitorConfig } from "@mystocks/runtime";
import { openSource, readUnpublished, recordPublished, type SourcePosition } from "@mystocks/store";
import type pg from "pg";
import { loadDictionaries } from "./dictionaries.ts";
import { FaultLog } from "./fault-log.ts";
import { IntakeQueue } from "./intake.ts";
import { createReceiver } from "./receiver.ts";
import { Room } from "./room.ts";
import { createCounters, type RecorderStats } from "./stats.ts";
import { thresholdsOf, type Thresholds } from "./thresholds.ts";
import { keepWasmSmall } from "./wasm-memory.ts";
import { Writer } from "./writer.ts";

export interface RecorderParts {
  config: MonitorConfig;
  /** The recorder's own connections to the monitoring store. */
  pool: pg.Pool;
  bus: Bus;
  log: Logger;
  /** Unix milliseconds; a test moves it. */
  now?: () => number;
  tuning?: Partial<RecorderTuning>;
}

interface RecorderTuning {
  /** Number of this recorder among those that take OTLP over HTTP: each owns a source of its own. */
  instance: number;
  /** Bytes of bodies that may be in memory, decompressed; more is answered with 503. */
  roomBytes: number;
  /** Records of one commit at most. */
  mostRecords: number;
  /** Fewer records than this wait up to `lingerMs` for more. */
  fewRecords: number;
  lingerMs: number;
  /** How long a request waits for a store that is away before it is answered with 503. */
  patienceMs: number;
  /** The longest a request is left without an answer, also when the store says nothing at all. */
  answerMs: number;
  /** Metric series that are alive at most; samples of others are refused and counted. */
  mostSeries: number;
}

export interface Recorder {
  otlpPort: number;
  stats(): RecorderStats;
  /** From the next request on: classes, their tables and thresholds. What is stored stays as it was judged. */
  reload(config: Pick<MonitorConfig, "thresholds" | "classifications">): Promise<void>;
}

const DEFAULTS: RecorderTuning = {
  instance: 0,
  roomBytes: 32 * 1024 * 1024,
  mostRecords: 4096,
  fewRecords: 512,
  lingerMs: 200,
  patienceMs: 5000,
  answerMs: 10_000,
  mostSeries: 20_000,
};

const SOURCE = "otlp-http";
const RECORD_PUBLISHED_MS = 1000;

/** Takes OTLP/HTTP, stores it exactly once, publishes a pulse for every commit. The store must be there to start. */
export async function startRecorder(parts: RecorderParts, life: Lifecycle): Promise<Recorder> {
  const { config, pool, bus, log, now = Date.now } = parts;
  const tuning = { ...DEFAULTS, ...parts.tuning };
  const source = { source: SOURCE, partition: tuning.instance };
  const counters = createCounters();
  const faults = new FaultLog(log);
  const position = await openSource(pool, SOURCE, tuning.instance);
  const relay = relayOf(pool, bus, source, position, faults);
  life.onStop("pulse relay", () => stopRelay(relay, pool, position.sourceId, faults));
  const queue = new IntakeQueue();
  const known = await loadDictionaries(pool, { ...config.limits, mostSeries: tuning.mostSeries });
  keepWasmSmall();
  const rules = { thresholds: thresholdsOf(config), context: await createDecodeContext(config) };
  const thresholds: Thresholds = (classification) => rules.thresholds(classification);
  const writerParts = { pool, queue, relay, position, source, known, thresholds, counters, faults, log, now };
  const writer = new Writer({ ...writerParts, ...tuning });
  life.onStop("recorder's writer", () => writer.stop());
  relay.sweep(position.sequence);
  const stopRecording = keepPublished(pool, relay, position, faults);
  life.onStop("published marks", stopRecording);
  const room = new Room(tuning.roomBytes);
  const server = createServer(
    createReceiver({
      context: () => rules.context,
      queue,
      room,
      limits: config.limits,
      counters,
      faults,
      now,
      answerMs: tuning.answerMs,
    }),
  );
  server.keepAliveTimeout = 75_000;
  const otlpPort = await listen(server, {
    host: config.host,
    port: config.otlpPort,
    log,
    name: "OTLP receiver",
  });
  life.onStop("OTLP receiver", () => closeServer(server));
  const stats = (): RecorderStats => ({
    ...counters,
    queue: {
      requests: queue.length,
      records: queue.records,
      usedBytes: room.usedBytes,
      capacityBytes: room.capacityBytes,
    },
    outbox: { committed: writer.position.sequence, published: relay.published },
  });
  const reload: Recorder["reload"] = async (next) => {
    Object.assign(rules, { thresholds: thresholdsOf(next), context: await createDecodeContext(next) });
  };
  return { otlpPort, stats, reload };
}

function relayOf(
  pool: pg.Pool,
  bus: Bus,
  source: { source: string; partition: number },
  { sourceId, published }: SourcePosition,
  faults: FaultLog,
): OutboxRelay {
  return createOutboxRelay({
    bus,
    topic: PULSE_TOPIC,
    published,
    outbox: {
      async unpublished(after, limit) {
        const events = await readUnpublished(pool, { sourceId, ...source }, after, limit);
        return events.map((event) => ({ sequence: event.sequence, ...encodePulse(event) }));
      },
    },
    onFault: (error) => faults.fault("pulses can't be published", error),
  });
}

/** A commit records how far the source is published; between commits this does. */
function keepPublished(
  pool: pg.Pool,
  relay: OutboxRelay,
  { sourceId, published }: SourcePosition,
  faults: FaultLog,
): () => void {
  let recorded = published;
  const timer = setInterval(() => {
    const reached = relay.published;
    if (reached === recorded) return;
    recorded = reached;
    recordPublished(pool, sourceId, reached).catch((error: unknown) =>
      faults.fault("the published mark can't be stored", error),
    );
  }, RECORD_PUBLISHED_MS);
  return () => clearInterval(timer);
}

async function stopRelay(
  relay: OutboxRelay,
  pool: pg.Pool,
  sourceId: number,
  faults: FaultLog,
): Promise<void> {
  const patience = setTimeout(() => void relay.stop(), 2000);
  await relay.drained();
  clearTimeout(patience);
  await recordPublished(pool, sourceId, relay.published).catch((error: unknown) =>
    faults.fault("the published mark can't be stored", error),
  );
}
