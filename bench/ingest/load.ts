import { operationOf, testSpans, tracesBody } from "@mystocks/recorder/testing";

export const OPERATIONS = 100;
export const SPANS_PER_BODY = 512;

/** Bodies as an exporter sends them, 512 spans each; no two rounds share a span. */
export function roundBodies(first: number, spans: number): Buffer[] {
  const bodies: Buffer[] = [];
  const endMs = Date.now();
  for (let at = 0; at < spans; at += SPANS_PER_BODY) {
    const count = Math.min(SPANS_PER_BODY, spans - at);
    bodies.push(tracesBody("market-data", testSpans(first + at, count, { operations: OPERATIONS, endMs })));
  }
  return bodies;
}

/** How many spans of each tracked operation a round has. */
export function trackedCounts(first: number, spans: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = first; index < first + spans; index++) {
    const name = operationOf(index, OPERATIONS);
    if (name?.startsWith("load_")) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
