import { zstdCompressSync } from "node:zlib";
import { createDecodeContext, decodeTraces } from "@mystocks/otlp";
import type { SpanRecord } from "@mystocks/otlp";
import type { BenchResult } from "../result.ts";
import { encodedBodies } from "./bodies.ts";
import { createPeer } from "./peer.ts";

const SPANS_PER_BODY = 512;
const BODIES = 20;
const TARGET_RATIO = 2;
const WARM_UP = 3;

/** Bodies to records, classified, redacted and with their statements, beside protobufjs' full decode alone. */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const bodies = encodedBodies(BODIES, SPANS_PER_BODY);
  const context = await createDecodeContext({
    classifications: {
      DAILY_KLINE: { aliases: [], tables: ["daily_kline"] },
      MINUTE_KLINE: { aliases: [], tables: ["minute_*"] },
      TICK_DATA: { aliases: [], tables: ["tick_data"] },
    },
  });
  const ours = (body: Uint8Array) => decodeTraces(body, "protobuf", context).spans;
  const peer = createPeer();
  const nothing = { of: () => () => false };
  const unwanted = (body: Uint8Array) => decodeTraces(body, "protobuf", context, nothing).unwanted;
  for (const body of bodies) {
    checkSame(ours(body), peer(body));
    if ([...unwanted(body).values()][0] !== SPANS_PER_BODY) throw new Error("a span is not counted");
  }

  const [ourNs, peerNs, unwantedNs] = interleaved(bodies, [ours, peer, unwanted], quick ? 9 : 41) as [
    number[],
    number[],
    number[],
  ];
  const bytesASpan = (all: readonly Uint8Array[]) =>
    all.reduce((sum, body) => sum + body.length, 0) / (BODIES * SPANS_PER_BODY);
  const ratio = median(peerNs) / median(ourNs);
  return {
    bench: "decode",
    figures: {
      ns_per_span: median(ourNs),
      slowest_ns_per_span: Math.max(...ourNs),
      spans_per_second: 1e9 / median(ourNs),
      ns_per_unwanted_span: median(unwantedNs),
      peer_ns_per_span: median(peerNs),
      peer_spans_per_second: 1e9 / median(peerNs),
      bytes_per_span: bytesASpan(bodies),
      packed_bytes_per_span: bytesASpan(bodies.map((body) => zstdCompressSync(body))),
    },
    peer: "protobufjs full decode, without classification, redaction and statements",
    ratio,
    target: TARGET_RATIO,
    met: ratio >= TARGET_RATIO,
  };
}

function checkSame(ours: SpanRecord[], peer: ReturnType<ReturnType<typeof createPeer>>): void {
  if (ours.length !== SPANS_PER_BODY || ours.length !== peer.length) throw new Error("span counts differ");
  for (const [i, span] of ours.entries()) {
    const other = peer[i]!;
    const same =
      Buffer.compare(span.traceId, other.traceId) === 0 &&
      Buffer.compare(span.spanId, other.spanId) === 0 &&
      span.name === other.name &&
      String(span.startNs) === String(other.startTimeUnixNano) &&
      String(span.endNs) === String(other.endTimeUnixNano);
    if (!same) throw new Error(`span ${i} differs from the peer's`);
    if (span.operation === undefined || span.statement === undefined)
      throw new Error(`span ${i} has no operation`);
  }
}

/** Round after round one of each, so that a busy machine slows all alike. */
function interleaved(
  bodies: readonly Uint8Array[],
  ways: readonly ((body: Uint8Array) => unknown)[],
  rounds: number,
): number[][] {
  const times = ways.map((): number[] => []);
  for (let round = 0; round < rounds + WARM_UP; round++)
    for (const [at, way] of ways.entries()) {
      const ns = nsPerSpan(bodies, way);
      if (round >= WARM_UP) times[at]!.push(ns);
    }
  return times;
}

function nsPerSpan(bodies: readonly Uint8Array[], decode: (body: Uint8Array) => unknown): number {
  const start = performance.now();
  for (const body of bodies) decode(body);
  return ((performance.now() - start) * 1e6) / (bodies.length * SPANS_PER_BODY);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
