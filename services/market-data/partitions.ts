import type { Pool } from "pg";

/** A table split by time: new partitions are made ahead, old ones dropped whole, so nothing is deleted row by row. */
export interface TimePartitions {
  table: "tick_data" | "minute_kline";
  widthMs: number;
  keep: number;
  ahead: number;
}

export const TICKS: TimePartitions = { table: "tick_data", widthMs: 5 * 60_000, keep: 5, ahead: 6 };
export const MINUTE_BARS: TimePartitions = { table: "minute_kline", widthMs: 3_600_000, keep: 7, ahead: 3 };

export interface PartitionPlan {
  make: { name: string; from: Date; to: Date }[];
  drop: string[];
}

/** What has to be made and dropped at `now`, given the partitions that exist. */
export function planPartitions(
  { table, widthMs, keep, ahead }: TimePartitions,
  existing: readonly string[],
  now: Date,
): PartitionPlan {
  const current = Math.floor(now.getTime() / widthMs);
  const nameOf = (slot: number) => `${table}_p${slot * widthMs}`;
  const wanted = Array.from({ length: keep + ahead }, (_, at) => current - keep + 1 + at);
  const oldest = nameOf(current - keep + 1);
  const slotOf = (name: string) => Number(name.slice(table.length + 2));
  return {
    make: wanted
      .filter((slot) => !existing.includes(nameOf(slot)))
      .map((slot) => ({
        name: nameOf(slot),
        from: new Date(slot * widthMs),
        to: new Date((slot + 1) * widthMs),
      })),
    drop: existing.filter((name) => slotOf(name) < slotOf(oldest)),
  };
}

/** Brings a table's partitions up to date. A reader in the way postpones a drop to the next run. */
export async function renewPartitions(pool: Pool, partitions: TimePartitions, now: Date): Promise<void> {
  const { table } = partitions;
  const { rows } = await pool.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass`,
    [table],
  );
  const plan = planPartitions(
    partitions,
    rows.map(({ name }) => name),
    now,
  );
  for (const { name, from, to } of plan.make)
    await pool.query("SELECT make_partition($1, $2, $3, $4)", [table, name, from, to]);
  for (const name of plan.drop) await pool.query("SELECT drop_partition($1)", [name]);
}
