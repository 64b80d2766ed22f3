import { durationMs, type MonitorConfig } from "@mystocks/runtime";
import { LATEST_MS, type PartitionedTable } from "../partition-plan.ts";

export type Retention = MonitorConfig["retention"];

const HOUR_MS = 3_600_000;
/** Clocks differ, and a batch commits some time after its spans were admitted. */
const MARGIN_MS = HOUR_MS;

/** Which retention rules which table. Samples live as long as pulses of the same length. */
const RULE: Record<string, keyof Retention> = {
  span: "spans",
  kept_span: "keptTraces",
  pulse_batch: "pulses1s",
  pulse_1s: "pulses1s",
  pulse_1m: "pulses1m",
  pulse_1h: "pulses1h",
  pulse_1d: "pulses1d",
  sample_1s: "pulses1s",
  sample_1m: "pulses1m",
  sample_1h: "pulses1h",
  log_event: "logEvents",
  dead_letter: "logEvents",
};

export interface Expiry {
  /** Partitions that end at or before this hold nothing that must be kept. */
  expired: Date;
  /** Of those, the ones that end at or before this can't get late rows any more and may go whole. */
  closed: Date;
}

/** A retention shorter than rows may be late empties partitions at first and drops them when none can come. */
export function expiryOf(
  { table, backMs, expiresWithinMs }: PartitionedTable,
  retention: Retention,
  now: Date,
): Expiry {
  if (expiresWithinMs !== undefined) return { expired: now, closed: now };
  const wanted = now.getTime() - durationMs(retention[RULE[table]!]);
  // Spans are needed as long as their trace can still grow; pulses of a commit may be 5 minutes ahead of it.
  const expired =
    table === "span" ? Math.min(wanted, now.getTime() - LATEST_MS - MARGIN_MS) : wanted - MARGIN_MS;
  return {
    expired: new Date(expired),
    closed: new Date(Math.min(expired, now.getTime() - backMs - MARGIN_MS)),
  };
}
