import type { LogRecord, RecordBatch } from "@mystocks/bus";

/**
 * What to do with records that came from a partition whose next expected offset is `tail` (undefined: any).
 * recreated: the topic begins anew, its offsets are lower than those stored. doubtful: offsets are missing, which
 * may be a reader that jumped: they are asked for once more before they are believed to be gone.
 */
export type Arrival =
  { kind: "next" | "recreated"; records: readonly LogRecord[] } | { kind: "known" } | { kind: "doubtful" };

export function judgeArrival(
  { records, highWatermark }: RecordBatch,
  tail: number | undefined,
  doubted: number | undefined,
): Arrival {
  const last = records.at(-1);
  if (last === undefined) return { kind: "known" };
  if (tail === undefined) return { kind: "next", records };
  if (Number(last.offset) < tail)
    return Number(highWatermark) < tail ? { kind: "recreated", records } : { kind: "known" };
  const fresh = records.filter(({ offset }) => Number(offset) >= tail);
  if (Number(fresh[0]!.offset) > tail && doubted !== tail) return { kind: "doubtful" };
  return { kind: "next", records: fresh };
}
