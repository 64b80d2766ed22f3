import type pg from "pg";
import { trackedCounts } from "./load.ts";

/** Throws when the store does not hold exactly the round's spans, counted in spans and in pulses. */
export async function checkRound(pool: pg.Pool, first: number, spans: number): Promise<void> {
  const expected = trackedCounts(first, spans);
  await expectSpans(pool, spans);
  for (const table of ["span", "pulse_1s"] as const) {
    const count = table === "span" ? "count(*)" : "sum(count)";
    const { rows } = await pool.query<{ operation: string; count: string }>(
      `SELECT operation, ${count} AS count FROM telemetry.${table} JOIN telemetry.operation USING (operation_id)
       WHERE operation.kind = 'tracked' GROUP BY 1`,
    );
    if (rows.length !== expected.size)
      throw new Error(`${table}: ${rows.length} operations of ${expected.size}`);
    for (const { operation, count } of rows)
      if (expected.get(operation) !== Number(count))
        throw new Error(`${table}: ${operation} has ${count} spans`);
  }
}

export async function expectSpans(pool: pg.Pool, spans: number): Promise<void> {
  const { rows } = await pool.query<{ count: string }>("SELECT count(*) FROM telemetry.span");
  if (Number(rows[0]!.count) !== spans) throw new Error(`${rows[0]!.count} of ${spans} spans are stored`);
}

/** Empties what a round filled; dictionaries stay. The checkpoint is not left to the next measured part. */
export async function emptyStore(pool: pg.Pool): Promise<void> {
  await pool.query("TRUNCATE telemetry.span, telemetry.pulse_1s, telemetry.pulse_batch");
  await pool.query("CHECKPOINT");
}

/** Table and indexes of all partitions, in bytes. */
export async function sizeOf(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    "SELECT sum(pg_total_relation_size(relid)) AS bytes FROM pg_partition_tree($1::regclass) WHERE isleaf",
    [`telemetry.${table}`],
  );
  return Number(rows[0]!.bytes);
}
