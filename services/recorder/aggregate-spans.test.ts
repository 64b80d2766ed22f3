import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { MARK, type StoredOperation } from "@mystocks/store";
import { array, assert, bigInt, boolean, constantFrom, property, record } from "fast-check";
import { aggregateSpans, chooseExemplars } from "./aggregate-spans.ts";
import { ExemplarGate } from "./exemplar-gate.ts";
import type { PlacedSpan } from "./placed-span.ts";

const START_NS = 1_790_000_000_000_000_000n;

interface Given {
  id: number;
  endNs: bigint;
  durationNs: bigint;
  enclosed: boolean;
  failed: boolean;
}

function placed({ id, endNs, durationNs, enclosed, failed }: Given): PlacedSpan {
  const bytes = new Uint8Array(16);
  const record = { endNs, enclosed, rows: 2, bytes: 3, traceId: bytes, spanId: bytes.subarray(8) };
  const operation = { id } as StoredOperation;
  return {
    record,
    durationNs,
    operation,
    operationId: id,
    marks: failed ? MARK.failed : 0,
  } as unknown as PlacedSpan;
}

const given = record({
  id: constantFrom(1, 2, 3),
  // Often right at the turn of a second, where a double would round into the next one.
  endNs: bigInt(0n, 3n).chain((second) =>
    constantFrom(-256n, -1n, 0n, 1n, 500_000_000n).map((off) => START_NS + second * 1_000_000_000n + off),
  ),
  durationNs: bigInt(0n, 2n ** 62n),
  enclosed: boolean(),
  failed: boolean(),
});

test("every span counts in the second of its end, once, with exact sums", () => {
  assert(
    property(array(given, { maxLength: 60 }), (spans) => {
      const deltas = aggregateSpans(spans.map(placed)).map((aggregate) => aggregate.delta([]));
      for (const delta of deltas) {
        const same = spans.filter(
          (span) =>
            span.id === delta.operationId &&
            span.enclosed === delta.enclosed &&
            Number(span.endNs / 1_000_000_000n) === delta.second,
        );
        expect(delta.count).toBe(same.length);
        expect(delta.errors).toBe(same.filter(({ failed }) => failed).length);
        expect(delta.rows).toBe(2 * same.length);
        expect(delta.sumNs).toBe(same.reduce((sum, { durationNs }) => sum + durationNs, 0n));
        expect(delta.maxNs).toBe(same.reduce((max, { durationNs: d }) => (d > max ? d : max), 0n));
        expect(ExponentialHistogram.decode(delta.sketch).count).toBe(same.length);
      }
      expect(deltas.reduce((sum, { count }) => sum + count, 0)).toBe(spans.length);
    }),
  );
});

const fixed = (durationNs: bigint, failed = false) =>
  placed({ id: 1, endNs: START_NS, durationNs, enclosed: false, failed });

test("exemplars are the three slowest, slowest first, and up to three that failed", () => {
  const spans = [5n, 9n, 7n, 8n, 6n].map((duration) => fixed(duration));
  const failures = [1n, 2n, 3n, 4n].map((duration) => fixed(duration, true));
  const [aggregate] = aggregateSpans([...spans, ...failures]);
  const chosen = chooseExemplars(aggregate!, new ExemplarGate());
  expect(chosen.map(({ durationNs }) => durationNs)).toEqual([9n, 8n, 7n, 1n, 2n, 3n]);
  expect(chosen.every(({ marks }) => (marks & MARK.exemplar) !== 0)).toBe(true);
  expect(spans[0]!.marks).toBe(0);
});

test("later commits of the same ten seconds add an exemplar only for a slower span or a marked one", () => {
  const gate = new ExemplarGate();
  const durations = (spans: PlacedSpan[]) =>
    chooseExemplars(aggregateSpans(spans)[0]!, gate).map(({ durationNs }) => durationNs);
  expect(durations([fixed(10n), fixed(20n), fixed(30n)])).toEqual([30n, 20n, 10n]);
  expect(durations([fixed(9n)])).toEqual([]);
  expect(durations([fixed(15n)])).toEqual([15n]);
  expect(durations([fixed(12n), fixed(1n, true)])).toEqual([1n]);
});
