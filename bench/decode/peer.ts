import protobuf from "protobufjs";
import { REQUEST_PROTO } from "./request-proto.ts";

interface PeerSpan {
  traceId: Uint8Array;
  spanId: Uint8Array;
  name: string;
  startTimeUnixNano: { toString(): string };
  endTimeUnixNano: { toString(): string };
  attributes: { key: string }[];
}

interface PeerRequest {
  resourceSpans: { scopeSpans: { spans: PeerSpan[] }[] }[];
}

/** A full decode by the reader that protobufjs generates. */
export function createPeer(): (body: Uint8Array) => PeerSpan[] {
  const request = protobuf.parse(REQUEST_PROTO).root.lookupType("ExportTraceServiceRequest");
  return (body) => {
    const { resourceSpans } = request.decode(body) as unknown as PeerRequest;
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  };
}
