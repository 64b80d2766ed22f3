import type pg from "pg";
import { KEPT_DAYS } from "../quality/kept-days.ts";
import type { StoredPartition } from "./stored-partitions.ts";

/** What the newest verdict of a check stands on lives on: a dataset that is judged seldom would lose its state with it. */
export async function keepStates(client: pg.ClientBase, { table, from, to }: StoredPartition): Promise<void> {
  await client.query(
    `UPDATE quality.${table} SET expires_at = now() + $3 * interval '1 day'
     WHERE expires_at >= $1 AND expires_at < $2 AND run_id IN (SELECT run_id FROM quality.state)`,
    [from, to, KEPT_DAYS.contract],
  );
}
