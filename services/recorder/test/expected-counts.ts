import { operationOf, testSpans, tracesBody } from "../testing/index.ts";
import type { Counts } from "./counts.ts";

export const OPERATIONS = 10;
const endMs = Date.now();

/** Spans `first` to `first + count` of the one sequence that all tests send from. */
export const tracesOf = (first: number, count: number) =>
  tracesBody("market-data", testSpans(first, count, { operations: OPERATIONS, endMs }));

/** What spans 0 to `count` must come to. */
export function expectedCounts(count: number): Counts {
  const counts: Counts = {};
  for (let i = 0; i < count; i++) {
    const operation = operationOf(i, OPERATIONS);
    if (operation !== undefined) counts[operation] = (counts[operation] ?? 0) + 1;
  }
  return counts;
}

/** The SQL operations by their table: what the decoder calls them is its own affair. */
export function byTable(counts: Counts): Counts {
  const tables: Counts = {};
  for (const [operation, count] of Object.entries(counts)) {
    const name = operation.split(" ").at(-1)!;
    tables[name] = (tables[name] ?? 0) + count;
  }
  return tables;
}
