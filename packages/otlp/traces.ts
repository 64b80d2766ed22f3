import type { DecodeContext } from "./decode-context.ts";
import type { SpanRecord } from "./records.ts";
import { readJsonTraces } from "./traces-json.ts";
import { TraceReader } from "./traces-protobuf.ts";

export type Encoding = "protobuf" | "json";

export interface DecodedTraces {
  spans: SpanRecord[];
  /** Spans left out because they break the protocol: for the partial success of the answer. */
  rejected: number;
  /** Why, each reason once. */
  problems: string[];
}

/**
 * An ExportTraceServiceRequest's spans in their order. Ids may be views of `body`, which must then stay as it is.
 * Throws MalformedOtlp for a body that is no such request; nothing of it is to be used.
 */
export function decodeTraces(body: Uint8Array, encoding: Encoding, context: DecodeContext): DecodedTraces {
  if (encoding === "json") {
    const { spans, rejections } = readJsonTraces(body, context);
    return { spans, rejected: rejections.count, problems: rejections.problems };
  }
  const reader = new TraceReader(body, context);
  reader.read();
  return { spans: reader.spans, rejected: reader.rejections.count, problems: reader.rejections.problems };
}
