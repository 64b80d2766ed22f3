import type { Fault, FaultParts } from "./fault.ts";

/** A migration renames a column that the queries still use: they fail with 42703 until it is renamed back. */
export function errors({ maintenance }: Pick<FaultParts, "maintenance">): Fault {
  return {
    start: () => rename(maintenance, "adj_factor", "adj_factor_v2"),
    heal: () => rename(maintenance, "adj_factor_v2", "adj_factor"),
  };
}

async function rename(pool: FaultParts["maintenance"], from: string, to: string): Promise<void> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pg_attribute
     WHERE attrelid = 'daily_kline'::regclass AND attname = $1 AND NOT attisdropped`,
    [from],
  );
  if (rowCount) await pool.query(`ALTER TABLE daily_kline RENAME COLUMN ${from} TO ${to}`);
}
