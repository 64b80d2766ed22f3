import { randomUUID } from "node:crypto";
import type { LogRecord, RecordSubscription } from "../record-log.ts";
import type { KafkaRecordLog } from "./kafka-record-log.ts";
import { timeBox } from "./time-box.ts";

export interface Range {
  from: bigint;
  /** Exclusive. */
  to: bigint;
}

export type PlacedRecord = LogRecord & { partition: number };

const TIMEOUT_MS = 30_000;

/** What is kept of these offsets of the partitions now; for a look at a topic, not for following it. */
export async function readRange(
  log: KafkaRecordLog,
  topic: string,
  ranges: ReadonlyMap<number, Range>,
): Promise<PlacedRecord[]> {
  const bounds = await log.bounds(topic);
  const left = new Map<number, Range>();
  for (const [partition, { low, high }] of bounds) {
    const wanted = ranges.get(partition);
    if (wanted === undefined) continue;
    const range = { from: wanted.from > low ? wanted.from : low, to: wanted.to < high ? wanted.to : high };
    if (range.from < range.to) left.set(partition, range);
  }
  if (left.size === 0) return [];
  const startOf = (partition: number) => left.get(partition)?.from ?? bounds.get(partition)?.high;
  return collect(log, topic, startOf, left);
}

async function collect(
  log: KafkaRecordLog,
  topic: string,
  startOf: (partition: number) => bigint | undefined,
  left: Map<number, Range>,
): Promise<PlacedRecord[]> {
  const records: PlacedRecord[] = [];
  let onComplete = () => {};
  const complete = new Promise<void>((done) => (onComplete = done));
  const ends = new Map([...left].map(([partition, { to }]) => [partition, to]));
  const reading: RecordSubscription = await log.read({
    group: `range.${randomUUID()}`,
    topics: [topic],
    reader: {
      open: async (_, partition) => startOf(partition),
      async take({ partition, records: taken }) {
        const end = ends.get(partition);
        if (end === undefined) return;
        for (const record of taken) if (record.offset < end) records.push({ ...record, partition });
        if (taken.at(-1)!.offset + 1n >= end) left.delete(partition);
        if (left.size === 0) onComplete();
      },
      close: async () => {},
    },
  });
  try {
    await timeBox(complete, TIMEOUT_MS, `reading ${topic}`);
    return records;
  } finally {
    await reading.close();
  }
}
