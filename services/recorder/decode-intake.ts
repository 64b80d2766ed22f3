import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  type DecodeContext,
  type LogRecord,
  type SampleRecord,
  type ResourceRecord,
  type SpanRecord,
  type SpanSieve,
} from "@mystocks/otlp";
import type { RecordSignal } from "@mystocks/store";
import { admissionAt, admitted, type Refusals } from "./admission.ts";
import type { Encoding, Signal } from "./answer.ts";
import type { Intake, SpansOfNamespaces } from "./intake.ts";
import { namespaceOf } from "./namespace.ts";

export interface DecodedIntake {
  intake: Intake;
  /** What the sender is told: records at times that are not stored, records that break the protocol and why. */
  refused: Refusals;
  rejected: number;
  problems: readonly string[];
}

const NAMES: Record<Signal, RecordSignal> = { traces: "spans", metrics: "samples", logs: "logs" };

/** What a body is decoded with; a reload of the config changes it. */
export interface IntakeDecoding {
  context: DecodeContext;
  sieve: SpanSieve;
}

/** Throws MalformedOtlp for a body that is no request of the signal. */
export function decodeIntake(
  signal: Signal,
  body: Buffer,
  encoding: Encoding,
  decoding: IntakeDecoding,
  nowMs: number,
): DecodedIntake {
  const { spans, samples, logs, ignored, rejected, problems, unwanted } = decode(
    signal,
    body,
    encoding,
    decoding,
  );
  const overQuota = byNamespace(unwanted);
  const refused: Refusals = {};
  const over = sumOf(overQuota);
  if (over > 0) refused.namespace_limit = over;
  const admission = admissionAt(nowMs);
  const intake: Intake = {
    signal: NAMES[signal],
    received: spans.length + samples.length + logs.length + rejected + ignored + over,
    spans: admitted(spans, (span) => span.endNs, admission, refused),
    samples: admitted(samples, (sample) => sample.timeNs, admission, refused),
    logs: admitted(logs, (log) => log.timeNs, admission, refused),
    refused: {
      ...refused,
      ...(rejected === 0 ? {} : { invalid: rejected }),
      ...(ignored === 0 ? {} : { unimportant: ignored }),
    },
    overQuota,
    arrivedAtMs: nowMs,
  };
  return { intake, refused, rejected, problems };
}

function decode(signal: Signal, body: Buffer, encoding: Encoding, { context, sieve }: IntakeDecoding) {
  const none = {
    spans: [] as SpanRecord[],
    samples: [] as SampleRecord[],
    logs: [] as LogRecord[],
    ignored: 0,
    unwanted: new Map<ResourceRecord, number>() as ReadonlyMap<ResourceRecord, number>,
  };
  if (signal === "traces") return { ...none, ...decodeTraces(body, encoding, context, sieve) };
  if (signal === "metrics") return { ...none, ...decodeMetrics(body, encoding, context) };
  return { ...none, ...decodeLogs(body, encoding, context) };
}

function byNamespace(unwanted: ReadonlyMap<ResourceRecord, number>): SpansOfNamespaces {
  const spans = new Map<string, number>();
  for (const [resource, count] of unwanted) {
    const namespace = namespaceOf(resource);
    spans.set(namespace, (spans.get(namespace) ?? 0) + count);
  }
  return spans;
}

function sumOf(spans: SpansOfNamespaces): number {
  return [...spans.values()].reduce((sum, count) => sum + count, 0);
}
