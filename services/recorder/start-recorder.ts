import { createServer } from "node:http";
import type { Bus, RecordLog } from "@mystocks/bus";
import { createDecodeContext } from "@mystocks/otlp";
import {
  closeServer,
  FaultLog,
  type Lifecycle,
  listen,
  type Logger,
  type MonitorConfig,
} from "@mystocks/runtime";
import { ChunkPool } from "@mystocks/store";
import type pg from "pg";
import type { IntakeDecoding } from "./decode-intake.ts";
import { SIGNAL_OF } from "./decode-record.ts";
import { loadDictionaries } from "./dictionaries.ts";
import { namespaceSieve } from "./namespace-sieve.ts";
import { PartitionMaker } from "./partition-maker.ts";
import { PayloadAllowance } from "./payload-allowance.ts";
import { createReceiver } from "./receiver.ts";
import { RecordReader } from "./record-reader.ts";
import { RequestWays } from "./request-ways.ts";
import { Room } from "./room.ts";
import type { HeadParts, SourceHead } from "./source-head.ts";
import { startSourceReports } from "./source-reports.ts";
import { sourceStats, sourceStatus, type ObservedSource } from "./source-stats.ts";
import { createCounters, type RecorderStats } from "./stats.ts";
import { leastSlowNs, thresholdsOf, type Thresholds } from "./thresholds.ts";
import { DEFAULT_TUNING, type RecorderTuning } from "./tuning.ts";
import { Turns } from "./turns.ts";
import { keepWasmSmall } from "./wasm-memory.ts";
import type { WriterParts } from "./writer.ts";

export interface RecorderParts {
  config: MonitorConfig;
  /** The recorder's own connections to the monitoring store: at least three more than `tuning.commits`. */
  pool: pg.Pool;
  bus: Bus;
  log: Logger;
  /** The Collector's topics, read beside HTTP, shared with the other recorders. */
  records?: RecordLog;
  /** Unix milliseconds; a test moves it. */
  now?: () => number;
  tuning?: Partial<RecorderTuning>;
}

export interface Recorder {
  otlpPort: number;
  stats(): RecorderStats;
  /** From the next request or record on: classes, their tables and thresholds. What is stored stays as it was judged. */
  reload(config: Pick<MonitorConfig, "thresholds" | "classifications">): Promise<void>;
}

const GROUP = "mystocks-recorder";

/**
 * Takes OTLP/HTTP, and the Collector's topics when there are any, stores each record exactly once, publishes a pulse
 * for every commit. The store must be there to start.
 */
export async function startRecorder(parts: RecorderParts, life: Lifecycle): Promise<Recorder> {
  const { config, pool, bus, log, now = Date.now } = parts;
  const tuning = { ...DEFAULT_TUNING, ...parts.tuning };
  const counters = createCounters();
  const faults = new FaultLog(log);
  const known = await loadDictionaries(pool, { ...config.limits, series: tuning.mostSeries });
  keepWasmSmall();
  const rules = await rulesOf(config);
  const sieve = namespaceSieve(known.spanQuota, () => rules.slowNs);
  const decoding = () => ({ context: rules.context, sieve });
  const thresholds: Thresholds = (classification) => rules.thresholds(classification);
  const allowance = new PayloadAllowance(tuning.deadLetterBytesPerHour);
  const headParts = {
    pool,
    bus,
    known,
    chunks: new ChunkPool(),
    allowance,
    thresholds,
    counters,
    faults,
    now,
  };
  const writing = {
    partitions: new PartitionMaker(pool, faults, now),
    counters,
    faults,
    log,
    now,
    ...tuning,
  };

  const ways = await RequestWays.open({ headParts, writing, instance: tuning.instance }, life);
  const room = new Room(tuning.roomBytes);
  const reader =
    parts.records === undefined
      ? undefined
      : startReading({ ...parts, records: parts.records }, life, { headParts, writing, tuning, decoding });

  const observed = (): ObservedSource[] => [...ways.observed(), ...observedPartitions(reader)];
  const heads = (): SourceHead[] => observed().map((source) => source.head);
  life.onStop(
    "source reports",
    startSourceReports({ pool, faults, heads, statuses: () => observed().map(sourceStatus) }),
  );
  const server = createServer(
    createReceiver({
      decoding,
      ways,
      room,
      limits: config.limits,
      counters,
      faults,
      now,
      answerMs: tuning.answerMs,
    }),
  );
  server.keepAliveTimeout = 75_000;
  const { host, otlpPort: port } = config;
  const otlpPort = await listen(server, { host, port, log, name: "OTLP receiver" });
  life.onStop("OTLP receiver", () => closeServer(server));

  const stats = (): RecorderStats => ({
    ...counters,
    queue: {
      requests: ways.length,
      records: ways.records,
      usedBytes: room.usedBytes,
      capacityBytes: room.capacityBytes,
    },
    sources: observed().map((source) => sourceStats(source, now())),
    outbox: {
      committed: sumOf(heads(), ({ position }) => position.sequence),
      published: sumOf(heads(), ({ published }) => published.batch),
    },
  });
  const reload: Recorder["reload"] = async (next) => {
    Object.assign(rules, await rulesOf(next));
  };
  return { otlpPort, stats, reload };
}

/** What a reload changes. */
async function rulesOf(config: Pick<MonitorConfig, "thresholds" | "classifications">) {
  return {
    thresholds: thresholdsOf(config),
    slowNs: leastSlowNs(config),
    context: await createDecodeContext(config),
  };
}

interface ReadingParts {
  headParts: HeadParts;
  writing: Omit<WriterParts, "input" | "head" | "turns">;
  tuning: RecorderTuning;
  decoding: () => IntakeDecoding;
}

/** Joins the group that shares the Collector's topics, however long Kafka is away: what comes by HTTP is taken meanwhile. */
function startReading(
  { records, config, log }: RecorderParts & { records: RecordLog },
  life: Lifecycle,
  { headParts, writing, tuning, decoding }: ReadingParts,
): RecordReader {
  const reader = new RecordReader({
    ...headParts,
    log,
    decoding,
    room: new Room(tuning.recordRoomBytes),
    partitionBytes: tuning.partitionBytes,
    mostBytes: config.limits.bodyMiB * 1024 * 1024,
    writing: { ...writing, turns: new Turns(tuning.commits) },
  });
  const topics = Object.keys(SIGNAL_OF);
  records.read({ group: GROUP, topics, reader }).then(
    (subscription) => reader.subscribed(subscription),
    (error: unknown) => log.error({ err: error }, "the Collector's topics are not read"),
  );
  life.onStop("recorder's partitions", () => reader.stop());
  return reader;
}

function observedPartitions(reader: RecordReader | undefined): ObservedSource[] {
  return [...(reader?.partitions ?? [])].map(({ head, queue }) => ({
    head,
    queued: queue.length,
    queuedBytes: queue.bytes,
    oldestMs: queue.oldestRecordMs,
    lag: reader!.lagOf(head.source),
  }));
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
