export interface RecorderTuning {
  /** Number of this recorder among those that take OTLP over HTTP: each owns a source of its own. */
  instance: number;
  /** Bytes of bodies that may be in memory, decompressed; more is answered with 503. */
  roomBytes: number;
  /** Bytes of Kafka records that may be in memory, of all partitions and of one; more is not fetched. */
  recordRoomBytes: number;
  partitionBytes: number;
  /** Bytes of dead letters that are kept whole an hour; past them the first 64 KiB of each. */
  deadLetterBytesPerHour: number;
  /** Commits of Kafka records at once, over all partitions; each has a connection. */
  commits: number;
  /** Records of one commit at most. */
  mostRecords: number;
  /** Commits of fewer records than this are at least `lingerMs` apart. */
  fewRecords: number;
  lingerMs: number;
  /** How long a request waits for a store that is away before it is answered with 503. */
  patienceMs: number;
  /** The longest a request is left without an answer, also when the store says nothing at all. */
  answerMs: number;
  /** Metric series that are alive at most; samples of others are refused and counted. */
  mostSeries: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_TUNING: RecorderTuning = {
  instance: 0,
  roomBytes: 32 * MIB,
  recordRoomBytes: 16 * MIB,
  partitionBytes: 2 * MIB,
  deadLetterBytesPerHour: 512 * MIB,
  commits: 2,
  mostRecords: 4096,
  fewRecords: 512,
  lingerMs: 200,
  patienceMs: 5000,
  answerMs: 10_000,
  mostSeries: 20_000,
};
