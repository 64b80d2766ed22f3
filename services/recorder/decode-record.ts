import { createHash } from "node:crypto";
import type { LogRecord } from "@mystocks/bus";
import { MalformedOtlp } from "@mystocks/otlp";
import type { DeadLetterCode, DeadLetterRow } from "@mystocks/store";
import type { Signal } from "./answer.ts";
import { BEGINNING_BYTES } from "./payload-allowance.ts";
import { decodeIntake, type IntakeDecoding } from "./decode-intake.ts";
import type { Intake } from "./intake.ts";

/** Topics of the Collector, and what its records are. */
export const SIGNAL_OF: Readonly<Record<string, Signal>> = {
  otlp_spans: "traces",
  otlp_metrics: "metrics",
  otlp_logs: "logs",
};

export type Outcome = { intake: Intake } | { deadLetter: DeadLetterRow };

interface RecordDecoding extends IntakeDecoding {
  signal: Signal;
  mostBytes: number;
  nowMs: number;
}

const JSON_START = 0x7b;
const MAGIC = { gzip: [0x1f, 0x8b], zstd: [0x28, 0xb5, 0x2f, 0xfd] };

/** Whatever the bytes are, a record becomes an intake or a dead letter: nothing may stop the partition. */
export function decodeRecord(record: LogRecord, decoding: RecordDecoding): Outcome {
  const { value } = record;
  const { signal, mostBytes, nowMs } = decoding;
  if (value === null) return dead(record, "no_value", "a record without a value");
  if (value.length > mostBytes)
    return dead(record, "too_large", `${value.length} bytes, over the limit of ${mostBytes}`);
  const compression = compressionOf(value);
  if (compression !== undefined)
    return dead(
      record,
      "compressed",
      `compressed with ${compression} inside the record; Kafka compresses batches`,
    );
  try {
    const encoding = value[0] === JSON_START ? "json" : "protobuf";
    return { intake: decodeIntake(signal, value, encoding, decoding, nowMs).intake };
  } catch (error) {
    const reason = error instanceof MalformedOtlp ? error.message : `it can't be decoded: ${String(error)}`;
    return dead(record, "malformed", reason);
  }
}

export function dead(record: LogRecord, code: DeadLetterCode, reason: string): { deadLetter: DeadLetterRow } {
  const value = record.value ?? Buffer.alloc(0);
  return {
    deadLetter: {
      offset: Number(record.offset),
      recordAtMs: Math.min(Math.max(0, record.timestampMs), LATEST_MS),
      key: record.key,
      headers: record.headers,
      code,
      reason,
      payload: code === "too_large" ? value.subarray(0, BEGINNING_BYTES) : value,
      payloadBytes: value.length,
      payloadHash: createHash("sha256").update(value).digest(),
    },
  };
}

/** Kafka takes any number as a time, PostgreSQL does not. */
const LATEST_MS = Date.UTC(9999, 0);

function compressionOf(value: Buffer): string | undefined {
  return Object.entries(MAGIC).find(([, magic]) => magic.every((byte, at) => value[at] === byte))?.[0];
}
