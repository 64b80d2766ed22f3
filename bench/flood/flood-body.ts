import { testSpans, tracesBody } from "@mystocks/recorder/testing";

const SPANS = 512;
const OPERATIONS = 100;

/** A body of 512 spans of one name space that is sent again and again, each time as spans that end then. */
export class FloodBody {
  static readonly spans = SPANS;
  readonly #bytes: Buffer;
  readonly #madeNs: bigint;
  /** Where start and end of each span lie, and what they were made as. */
  readonly #times: { at: number; timeNs: bigint }[] = [];

  constructor(namespace: string, number: number) {
    const endMs = Date.now();
    this.#madeNs = BigInt(endMs) * 1_000_000n;
    const spans = testSpans(number * SPANS, SPANS, { operations: OPERATIONS, endMs });
    this.#bytes = tracesBody(namespace, spans, { "k8s.namespace.name": namespace });
    let from = 0;
    for (const { startNs, endNs } of spans)
      for (const timeNs of [startNs, endNs]) {
        const at = this.#bytes.indexOf(littleEndian(timeNs), from);
        this.#times.push({ at, timeNs });
        from = at + 8;
      }
  }

  /** A copy. `turn` keeps two of the same moment apart: a span is known by its end and its id. */
  endingNow(turn: number): Buffer {
    const bytes = Buffer.from(this.#bytes);
    const later = BigInt(Date.now()) * 1_000_000n + BigInt(turn) - this.#madeNs;
    for (const { at, timeNs } of this.#times) bytes.writeBigUInt64LE(timeNs + later, at);
    return bytes;
  }
}

function littleEndian(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
