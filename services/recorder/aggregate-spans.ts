import { MARK } from "@mystocks/store";
import { secondOf } from "./event-second.ts";
import type { ExemplarGate } from "./exemplar-gate.ts";
import type { PlacedSpan } from "./placed-span.ts";
import { PulseAggregate } from "./pulse-aggregate.ts";

/** Adds up the operations among the spans by operation, second of their end, and enclosed or not. */
export function aggregateSpans(spans: readonly PlacedSpan[]): PulseAggregate[] {
  const aggregates = new Map<number, Map<number, PulseAggregate>>();
  for (const span of spans) {
    const { operation, record } = span;
    if (operation === undefined) continue;
    const second = secondOf(record.endNs);
    let ofSecond = aggregates.get(second);
    if (ofSecond === undefined) aggregates.set(second, (ofSecond = new Map()));
    const key = operation.id * 2 + (record.enclosed ? 1 : 0);
    let aggregate = ofSecond.get(key);
    if (aggregate === undefined) {
      aggregate = new PulseAggregate(operation, second, record.enclosed);
      ofSecond.set(key, aggregate);
    }
    aggregate.add(span);
  }
  return [...aggregates.values()].flatMap((ofSecond) => [...ofSecond.values()]);
}

/** The spans that explain an aggregate, slowest first, marked as such. */
export function chooseExemplars(aggregate: PulseAggregate, gate: ExemplarGate): PlacedSpan[] {
  const { operation, second, slowest, failed } = aggregate;
  const chosen = slowest.filter(
    ({ durationNs, marks }) => gate.passes(operation.id, second, durationNs) || marks !== 0,
  );
  for (const span of failed) if (!chosen.includes(span)) chosen.push(span);
  for (const span of chosen) span.marks |= MARK.exemplar;
  return chosen;
}
