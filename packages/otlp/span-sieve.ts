import type { ResourceRecord } from "./records.ts";
import type { WireReader } from "./wire-reader.ts";
import { statusOf } from "./span-fields.ts";

/** What of a span is told without decoding it. */
export interface SpanGlance {
  /** Unix nanoseconds, as in the span; 0 when it says none. */
  startNs: bigint;
  endNs: bigint;
  /** As in OTLP: 0 unset, 1 ok, 2 error. */
  status: number;
}

export type IsWanted = (glance: SpanGlance) => boolean;

/** Decides which spans are worth decoding. */
export interface SpanSieve {
  /** Asked once a resource block; undefined when all of its spans are wanted, which then costs nothing a span. */
  of(resource: ResourceRecord): IsWanted | undefined;
}

/** How many spans of each resource a sieve did not want. */
export class Unwanted extends Map<ResourceRecord, number> {
  add(resource: ResourceRecord): void {
    this.set(resource, (this.get(resource) ?? 0) + 1);
  }
}

/** Looks at the Span message from the reader's place up to `end`; the reader stays where it is. */
export function glanceAt(reader: WireReader, end: number): SpanGlance {
  const from = reader.at;
  const glance: SpanGlance = { startNs: 0n, endNs: 0n, status: 0 };
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x39) glance.startNs = reader.fixed64();
    else if (tag === 0x41) glance.endNs = reader.fixed64();
    else if (tag === 0x7a) glance.status = statusWithin(reader, reader.end(end));
    else reader.skip(tag, end);
  }
  reader.finish(end);
  reader.at = from;
  return glance;
}

function statusWithin(reader: WireReader, end: number): number {
  let status = 0;
  while (reader.at < end) {
    const tag = reader.tag();
    if (tag === 0x18) status = statusOf(reader.varint());
    else reader.skip(tag, end);
  }
  reader.finish(end);
  return status;
}
