import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  type DecodeContext,
  type LogRecord,
  type SampleRecord,
  type SpanRecord,
} from "@mystocks/otlp";
import type { RecordSignal } from "@mystocks/store";
import { admissionAt, admitted, type Refusals } from "./admission.ts";
import type { Encoding, Signal } from "./answer.ts";
import type { Intake } from "./intake.ts";

export interface DecodedIntake {
  intake: Intake;
  /** What the sender is told: records at times that are not stored, records that break the protocol and why. */
  refused: Refusals;
  rejected: number;
  problems: readonly string[];
}

const NAMES: Record<Signal, RecordSignal> = { traces: "spans", metrics: "samples", logs: "logs" };

/** Throws MalformedOtlp for a body that is no request of the signal. */
export function decodeIntake(
  signal: Signal,
  body: Buffer,
  encoding: Encoding,
  context: DecodeContext,
  nowMs: number,
): DecodedIntake {
  const { spans, samples, logs, ignored, rejected, problems } = decode(signal, body, encoding, context);
  const refused: Refusals = {};
  const admission = admissionAt(nowMs);
  const intake: Intake = {
    signal: NAMES[signal],
    received: spans.length + samples.length + logs.length + rejected + ignored,
    spans: admitted(spans, (span) => span.endNs, admission, refused),
    samples: admitted(samples, (sample) => sample.timeNs, admission, refused),
    logs: admitted(logs, (log) => log.timeNs, admission, refused),
    refused: {
      ...refused,
      ...(rejected === 0 ? {} : { invalid: rejected }),
      ...(ignored === 0 ? {} : { unimportant: ignored }),
    },
    arrivedAtMs: nowMs,
  };
  return { intake, refused, rejected, problems };
}

function decode(signal: Signal, body: Buffer, encoding: Encoding, context: DecodeContext) {
  const none = {
    spans: [] as SpanRecord[],
    samples: [] as SampleRecord[],
    logs: [] as LogRecord[],
    ignored: 0,
  };
  if (signal === "traces") return { ...none, ...decodeTraces(body, encoding, context) };
  if (signal === "metrics") return { ...none, ...decodeMetrics(body, encoding, context) };
  return { ...none, ...decodeLogs(body, encoding, context) };
}
