const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long after its end a span may still come; later ones are refused by the recorder. */
export const LATEST_MS = DAY_MS;

type PartitionStep = "6h" | "1d" | "month" | "year";

export interface PartitionedTable {
  schema: "telemetry" | "quality";
  table: string;
  key: "nanoseconds" | "timestamp";
  step: PartitionStep;
  /** How far before now rows may still be written. */
  backMs: number;
  /** Rows say themselves when they expire, at most so far ahead, and lie in the partition of that time. */
  expiresWithinMs?: number;
}

export interface Partition {
  schema: PartitionedTable["schema"];
  table: string;
  /** `table_YYYYMMDDHH`, the UTC start: what tells the range of a partition that is already detached. */
  name: string;
  from: Date;
  to: Date;
}

const telemetry = (
  table: string,
  key: PartitionedTable["key"],
  step: PartitionStep,
  backMs: number,
): PartitionedTable => ({ schema: "telemetry", table, key, step, backMs });

const expiring = (table: string): PartitionedTable => ({
  schema: "quality",
  table,
  key: "timestamp",
  step: "month",
  backMs: 0,
  expiresWithinMs: 366 * DAY_MS,
});

/** Sizes: about 30 partitions a table at default retention, the newest small enough for its indexes to stay cached. */
export const PARTITIONED: readonly PartitionedTable[] = [
  telemetry("span", "nanoseconds", "6h", LATEST_MS),
  telemetry("kept_span", "nanoseconds", "1d", LATEST_MS + DAY_MS),
  telemetry("pulse_batch", "timestamp", "6h", HOUR_MS),
  telemetry("pulse_1s", "timestamp", "6h", HOUR_MS),
  telemetry("pulse_1m", "timestamp", "1d", LATEST_MS),
  telemetry("pulse_1h", "timestamp", "month", LATEST_MS),
  telemetry("pulse_1d", "timestamp", "year", LATEST_MS),
  telemetry("sample_1s", "timestamp", "6h", LATEST_MS),
  telemetry("sample_1m", "timestamp", "1d", LATEST_MS),
  telemetry("sample_1h", "timestamp", "month", LATEST_MS),
  telemetry("log_event", "nanoseconds", "1d", LATEST_MS),
  telemetry("dead_letter", "timestamp", "1d", HOUR_MS),
  expiring("result"),
  expiring("sample"),
];

/** The partitions that must be there for rows between `now - backMs` and `now + aheadMs`, oldest first. */
export function plannedPartitions(
  { schema, table, step, backMs, expiresWithinMs = 0 }: PartitionedTable,
  now: Date,
  aheadMs: number,
): Partition[] {
  const partitions: Partition[] = [];
  const end = now.getTime() + Math.max(aheadMs, expiresWithinMs);
  let from = startOf(step, new Date(now.getTime() - backMs));
  while (from.getTime() <= end) {
    const to = nextStart(step, from);
    partitions.push({ schema, table, name: `${table}_${stamp(from)}`, from, to });
    from = to;
  }
  return partitions;
}

/** The partition that a name says, or undefined for a table that is none of `planned`'s partitions. */
export function partitionOfName(
  { schema, table, step }: PartitionedTable,
  name: string,
): Partition | undefined {
  const digits = new RegExp(`^${table}_(\\d{4})(\\d{2})(\\d{2})(\\d{2})$`).exec(name);
  if (digits === null) return undefined;
  const [year, month, day, hour] = digits.slice(1).map(Number) as [number, number, number, number];
  const from = new Date(Date.UTC(year, month - 1, day, hour));
  return { schema, table, name, from, to: nextStart(step, from) };
}

/** The value of the partition key at a time, as an SQL literal. */
export function boundLiteral({ key }: PartitionedTable, time: Date): string {
  return key === "nanoseconds" ? `${time.getTime()}000000` : `'${time.toISOString()}'`;
}

function startOf(step: PartitionStep, time: Date): Date {
  const [year, month, day] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate()];
  if (step === "year") return new Date(Date.UTC(year, 0));
  if (step === "month") return new Date(Date.UTC(year, month));
  if (step === "1d") return new Date(Date.UTC(year, month, day));
  return new Date(Date.UTC(year, month, day, time.getUTCHours() - (time.getUTCHours() % 6)));
}

function nextStart(step: PartitionStep, from: Date): Date {
  if (step === "year") return new Date(Date.UTC(from.getUTCFullYear() + 1, 0));
  if (step === "month") return new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1));
  return new Date(from.getTime() + (step === "1d" ? DAY_MS : 6 * HOUR_MS));
}

const stamp = (time: Date) => time.toISOString().slice(0, 13).replace(/\D/g, "");
