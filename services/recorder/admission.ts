const LATEST_NS = 24n * 3_600_000_000_000n;
const EARLIEST_NS = 5n * 60_000_000_000n;

/** invalid: breaks the protocol. unimportant: a log line below WARN. */
type Refusal = "late" | "early" | "series_limit" | "namespace_limit" | "invalid" | "unimportant";

/** How many records were refused, by reason. */
export type Refusals = Partial<Record<Refusal, number>>;

export interface Admission {
  /** Unix nanoseconds, both included: no partition is kept for what lies outside. */
  oldestNs: bigint;
  newestNs: bigint;
}

export function admissionAt(nowMs: number): Admission {
  const nowNs = BigInt(Math.floor(nowMs)) * 1_000_000n;
  return { oldestNs: nowNs - LATEST_NS, newestNs: nowNs + EARLIEST_NS };
}

/** Keeps what happened at a time that is stored; counts the others into `refused`. */
export function admitted<T>(
  records: readonly T[],
  timeOf: (record: T) => bigint,
  { oldestNs, newestNs }: Admission,
  refused: Refusals,
): T[] {
  return records.filter((record) => {
    const time = timeOf(record);
    if (time >= oldestNs && time <= newestNs) return true;
    const reason = time < oldestNs ? "late" : "early";
    refused[reason] = (refused[reason] ?? 0) + 1;
    return false;
  });
}

const REASONS: Record<Refusal, string> = {
  late: "ended over 24 hours ago",
  early: "end more than 5 minutes in the future",
  series_limit: "belong to a series past the limit",
  namespace_limit: "are past the quota of their name space",
  invalid: "break the protocol",
  unimportant: "are log lines below WARN",
};

/** For the client, in one line; empty when nothing was refused. */
export function describeRefusals(refused: Refusals): string {
  return Object.entries(refused)
    .map(([reason, count]) => `${count} ${REASONS[reason as Refusal]}`)
    .join("; ");
}
