import type { QualityEvent } from "@mystocks/events";
import type pg from "pg";

export async function insertQualityEvent(client: pg.ClientBase, event: QualityEvent): Promise<void> {
  await client.query(
    `INSERT INTO quality.event (dataset_id, sequence, at, event) VALUES ($1, $2, now(), $3)`,
    [event.datasetId, event.sequence, JSON.stringify(event)],
  );
}

/** Events of a dataset with `sequence > after`, in order, at most `limit`. */
export async function readQualityEvents(
  pool: pg.Pool,
  datasetId: number,
  after: number,
  limit: number,
): Promise<QualityEvent[]> {
  const { rows } = await pool.query<{ event: QualityEvent }>(
    `SELECT event FROM quality.event
     WHERE dataset_id = $1 AND sequence > $2
     ORDER BY sequence
     LIMIT $3`,
    [datasetId, after, limit],
  );
  return rows.map(({ event }) => event);
}
