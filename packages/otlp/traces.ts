import type { DecodeContext } from "./decode-context.ts";
import type { ResourceRecord, SpanRecord } from "./records.ts";
import type { SpanSieve } from "./span-sieve.ts";
import { readJsonTraces } from "./traces-json.ts";
import { TraceReader } from "./traces-protobuf.ts";

export type Encoding = "protobuf" | "json";

export interface DecodedTraces {
  spans: SpanRecord[];
  /** Spans left out because they break the protocol: for the partial success of the answer. */
  rejected: number;
  /** Why, each reason once. */
  problems: string[];
  /** Spans that the sieve did not want, by their resource. */
  unwanted: ReadonlyMap<ResourceRecord, number>;
}

/**
 * An ExportTraceServiceRequest's spans in their order, those alone that the sieve wants when there is one. Ids may be
 * views of `body`, which must then stay as it is. Throws MalformedOtlp for a body that is no such request; nothing of
 * it is to be used.
 */
export function decodeTraces(
  body: Uint8Array,
  encoding: Encoding,
  context: DecodeContext,
  sieve?: SpanSieve,
): DecodedTraces {
  const { spans, rejections, unwanted } =
    encoding === "json" ? readJsonTraces(body, context, sieve) : readProtobufTraces(body, context, sieve);
  return { spans, rejected: rejections.count, problems: rejections.problems, unwanted };
}

function readProtobufTraces(body: Uint8Array, context: DecodeContext, sieve?: SpanSieve): TraceReader {
  const reader = new TraceReader(body, context, sieve);
  reader.read();
  return reader;
}
