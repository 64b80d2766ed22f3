/** A commit whose rows are not merged yet. */
export interface PendingSequence {
  sourceId: number;
  sequence: number;
  rows: number;
  /** The start of its newest bucket, Unix seconds. */
  newestBucket: number;
}

/**
 * How far to go with each source: in order, up to the first commit that reaches past `boundary` (its bucket still
 * grows, and merging now would leave two rows where one will do) and at most about `maxRows` rows in all.
 * `pending` is in order of source and sequence. Sources without progress are left out.
 */
export function chooseSequences(
  pending: readonly PendingSequence[],
  boundary: number,
  maxRows: number,
): Map<number, number> {
  const chosen = new Map<number, number>();
  const stopped = new Set<number>();
  let rows = 0;
  for (const { sourceId, sequence, rows: added, newestBucket } of pending) {
    if (stopped.has(sourceId)) continue;
    const isFull = rows > 0 && rows + added > maxRows;
    if (newestBucket >= boundary || isFull) {
      stopped.add(sourceId);
      continue;
    }
    rows += added;
    chosen.set(sourceId, sequence);
  }
  return chosen;
}
