import type pg from "pg";
import { inTransactionOn } from "../transaction.ts";
import type { StoredPartition } from "./stored-partitions.ts";

/** How far into the neighbouring time a trace is followed: one that takes longer may lose its outer parts. */
const TRACE_NS = 6n * 3_600_000_000_000n;

const nanoseconds = (time: Date): bigint => BigInt(time.getTime()) * 1_000_000n;

/**
 * Copies the traces with a marked span whole from a partition of telemetry.span into kept_span and moves the
 * horizon behind it, in one transaction: each span is read from one of both at any time. The mark may lie in the
 * partition, in a later one, or in an earlier one that was copied before. Nothing is copied of a partition that
 * ends before `keptSince`: kept traces of that age have expired.
 */
export async function keepTraces(
  client: pg.ClientBase,
  { name, from, to }: StoredPartition,
  keptSince: Date,
): Promise<void> {
  await inTransactionOn(client, async () => {
    const { rows } = await client.query<{ end_ns: string }>(
      "SELECT end_ns FROM telemetry.span_horizon FOR UPDATE",
    );
    if (BigInt(rows[0]!.end_ns) >= nanoseconds(to)) return;
    if (to > keptSince)
      await client.query(
        `INSERT INTO telemetry.kept_span
       SELECT * FROM telemetry.${name}
       WHERE trace_id IN (
         SELECT trace_id FROM telemetry.span WHERE marks <> 0 AND end_ns >= $1 AND end_ns < $2
         UNION
         SELECT trace_id FROM telemetry.kept_span WHERE marks <> 0 AND end_ns >= $3 AND end_ns < $1
       )
       ON CONFLICT DO NOTHING`,
        [nanoseconds(from), nanoseconds(to) + TRACE_NS, nanoseconds(from) - TRACE_NS],
      );
    await client.query("UPDATE telemetry.span_horizon SET end_ns = $1", [nanoseconds(to)]);
  });
}
