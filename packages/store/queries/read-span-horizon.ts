import type { Pool } from "pg";

/** Since when every span is stored; of older ones only the traces worth keeping are. */
export async function readSpanHorizon(pool: Pool): Promise<Date> {
  const { rows } = await pool.query<{ ms: number }>(
    "SELECT ceil(end_ns / 1e6)::float8 AS ms FROM telemetry.span_horizon",
  );
  return new Date(rows[0]!.ms);
}
