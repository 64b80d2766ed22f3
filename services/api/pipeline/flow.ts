/** The hops of the pipeline in the order in which telemetry passes them. An install has some of them. */
export const HOPS = [
  "services",
  "collector",
  "exporter",
  "kafka",
  "recorder",
  "store",
  "pulses",
  "realtime",
] as const;
export type HopName = (typeof HOPS)[number];

/** requests: of OTLP over HTTP, whatever they hold. */
export const SIGNALS = ["spans", "samples", "logs", "requests", "pulses"] as const;
export type Signal = (typeof SIGNALS)[number];

/** What is counted: telemetry items, Kafka records or HTTP requests that hold several, or commits of a recorder. */
export const UNITS = ["items", "records", "commits"] as const;
export type Unit = (typeof UNITS)[number];

/**
 * What passed one hop of one signal. Counts grow from the first reading on, over restarts of what counts them;
 * null: not known, which is never the same as 0.
 */
export interface Flow {
  signal: Signal;
  unit: Unit;
  in: number | null;
  out: number | null;
  /** Came once more and was recognised, so it was taken in but not passed on. */
  repeated: number | null;
  /** Given back to the sender, who may try again: in no other count. */
  refused: number | null;
  dropped: Readonly<Record<string, number>>;
  /** Waits here now; null also when the hop counts what waits in another unit and that is not empty. */
  held: number | null;
  queue: Queue | null;
  /** How far `in` and `out` may be wrong, because a restart took counts with it that nobody had read. */
  doubt: number;
}

/** Nobody listens there, somebody does and says nothing in time, or what is said can't be used. */
export type Silence = "gone" | "mute" | "unusable";

export const QUEUE_UNITS = ["items", "records", "batches", "bytes"] as const;

/** What waits, in the unit in which the hop counts it, and how much of it fits. */
export interface Queue {
  length: number;
  capacity: number | null;
  unit: (typeof QUEUE_UNITS)[number];
}

export interface HopReading {
  hop: HopName;
  /** When its figures last came, Unix milliseconds; null: they never did. */
  readAtMs: number | null;
  /** Why the last attempt brought no figures; null: it did. */
  silence: Silence | null;
  /** Replicas that do not answer while others do. */
  silentReplicas: number;
  flows: readonly Flow[];
  /** Services that send telemetry and do not tell how much. */
  untold?: readonly string[];
}

/** All hops at one moment. */
export interface Reading {
  atMs: number;
  hops: ReadonlyMap<HopName, HopReading>;
  /** End of the newest stored span, Unix milliseconds; null when there is none. */
  newestEndMs: number | null;
}

export const emptyFlow = (signal: Signal, unit: Unit = "items"): Flow => ({
  signal,
  unit,
  in: null,
  out: null,
  repeated: null,
  refused: null,
  dropped: {},
  held: null,
  queue: null,
  doubt: 0,
});

export function flowOf(
  reading: Reading,
  hop: HopName,
  signal: Signal,
  unit: Unit = "items",
): Flow | undefined {
  return reading.hops.get(hop)?.flows.find((flow) => flow.signal === signal && flow.unit === unit);
}

export const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
