import type { PulseExemplar } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import { MARK, type PulseDelta, type StoredOperation } from "@mystocks/store";
import type { PlacedSpan } from "./placed-span.ts";

const MOST_EXEMPLARS = 3;
const LARGEST_NUMBER_NS = BigInt(Number.MAX_SAFE_INTEGER);

/** The spans of one operation in one second of event time, as they are added up. */
export class PulseAggregate {
  readonly operation: StoredOperation;
  readonly second: number;
  readonly enclosed: boolean;
  /** Slowest first. */
  readonly slowest: PlacedSpan[] = [];
  readonly failed: PlacedSpan[] = [];
  readonly #latency = new ExponentialHistogram();
  #errors = 0;
  #overWarning = 0;
  #overCritical = 0;
  #rows = 0;
  #bytes = 0;
  #sumNs = 0;
  #earlierSumNs = 0n;
  #maxNs = 0n;

  constructor(operation: StoredOperation, second: number, enclosed: boolean) {
    this.operation = operation;
    this.second = second;
    this.enclosed = enclosed;
  }

  add(span: PlacedSpan): void {
    const { durationNs, marks, record } = span;
    if (durationNs > LARGEST_NUMBER_NS) this.#addLong(durationNs);
    else this.#addShort(Number(durationNs));
    if (durationNs > this.#maxNs) this.#maxNs = durationNs;
    if ((marks & MARK.overWarning) !== 0) this.#overWarning += 1;
    if ((marks & MARK.overCritical) !== 0) this.#overCritical += 1;
    if (record.rows !== undefined) this.#rows += record.rows;
    if (record.bytes !== undefined) this.#bytes += record.bytes;
    if ((marks & MARK.failed) !== 0) {
      this.#errors += 1;
      if (this.failed.length < MOST_EXEMPLARS) this.failed.push(span);
    }
    this.#rank(span);
  }

  delta(exemplars: readonly PlacedSpan[]): PulseDelta {
    return {
      operationId: this.operation.id,
      second: this.second,
      enclosed: this.enclosed,
      count: this.#latency.count,
      errors: this.#errors,
      overWarning: this.#overWarning,
      overCritical: this.#overCritical,
      rows: this.#rows,
      bytes: this.#bytes,
      sumNs: this.#earlierSumNs + BigInt(this.#sumNs),
      maxNs: this.#maxNs,
      sketch: this.#latency.encode(),
      exemplars: exemplars.map(exemplarOf),
    };
  }

  #addShort(durationNs: number): void {
    this.#latency.recordNanoseconds(durationNs);
    if (this.#sumNs + durationNs > Number.MAX_SAFE_INTEGER) {
      this.#earlierSumNs += BigInt(this.#sumNs);
      this.#sumNs = 0;
    }
    this.#sumNs += durationNs;
  }

  #addLong(durationNs: bigint): void {
    this.#latency.recordNanoseconds(durationNs);
    this.#earlierSumNs += durationNs;
  }

  #rank(span: PlacedSpan): void {
    const { slowest } = this;
    if (slowest.length === MOST_EXEMPLARS && span.durationNs <= slowest[MOST_EXEMPLARS - 1]!.durationNs)
      return;
    let place = slowest.length;
    while (place > 0 && slowest[place - 1]!.durationNs < span.durationNs) place -= 1;
    slowest.splice(place, 0, span);
    if (slowest.length > MOST_EXEMPLARS) slowest.pop();
  }
}

function exemplarOf({ record, durationNs, marks }: PlacedSpan): PulseExemplar {
  return {
    traceId: hexOf(record.traceId),
    spanId: hexOf(record.spanId),
    endNs: `${record.endNs}`,
    durationNs: `${durationNs}`,
    failed: (marks & MARK.failed) !== 0,
  };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
