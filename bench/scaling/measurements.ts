/** A figure that was measured: by which bench, and the words of bench/README.md that say it. */
export interface Measurement {
  value: number;
  bench: string;
  says: string;
}

/**
 * What the model starts from. `cores` figures are seconds of one core a second; a test holds each to the words of
 * bench/README.md, so that a new measurement changes the model or fails it.
 */
export const MEASURED = {
  /** Of the whole way at a flat 40,000 spans/s. */
  pipelineSpans: { value: 40_000, bench: "pipeline", says: "40,000, the highest step tried" },
  collectorCores: { value: 0.4, bench: "pipeline", says: "0.40 / 127 MiB" },
  recorderCores: { value: 0.36, bench: "pipeline", says: "0.36 / 221" },
  postgresCores: { value: 0.24, bench: "pipeline", says: "0.24 / 36 (postmaster)" },
  kafkaCores: { value: 0.11, bench: "pipeline", says: "0.11 / 314" },
  /** Spans a second of one recorder's core, paced, and of one PostgreSQL backend that does nothing else. */
  recorderSpans: { value: 102_000, bench: "recorder-kafka", says: "102,000" },
  backendSpans: { value: 153_000, bench: "ingest", says: "153,000 to 162,000" },
  /** Bytes of a span in the broker, once. */
  packedBytes: { value: 46, bench: "decode", says: "556 / 46" },
  /** Bytes with indexes. */
  spanBytes: { value: 340, bench: "ingest", says: "340 / 1,060 to 1,320" },
  /** Of one operation in one second, in the rows of several commits. */
  secondBytes: { value: 1_320, bench: "ingest", says: "340 / 1,060 to 1,320" },
  minuteBytes: { value: 500, bench: "percentiles", says: "232 / 500 / 671" },
  hourBytes: { value: 671, bench: "percentiles", says: "232 / 500 / 671" },
  /** One recorder, and alerting with 1,250 operations whose histograms come by the second, resident MiB. */
  recorderMib: { value: 244, bench: "recorder-kafka", says: "244 MiB" },
  alertingMib: { value: 827, bench: "rules", says: "827 / 637 MiB" },
  alertingOperations: { value: 1_250, bench: "rules", says: "1,250 operations" },
  /** Milliseconds of a core that one browser costs live push each second, and KiB. */
  browserMs: { value: 0.17, bench: "realtime", says: "0.17 ms" },
  browserKib: { value: 100, bench: "realtime", says: "/ 100 KiB" },
  realtimeMib: { value: 150, bench: "realtime", says: "150 MiB" },
  /** Seconds of a core for one tick of 10,000 rules that read one metric. */
  rulesTickCores: { value: 0.32, bench: "rules", says: "0.14 (0.32)" },
  rulesTickRules: { value: 10_000, bench: "rules", says: "10,000 rules" },
} as const satisfies Record<string, Measurement>;
