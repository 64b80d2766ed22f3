import type pg from "pg";

export interface DatasetIdentity {
  dataset: string;
  /** With its schema; empty where only a loader tells of the dataset. */
  table: string;
  classification: string;
  owner: string;
}

/** The dataset's number, made when it is new, and its next event's; holds the dataset until the transaction ends. */
export async function takeDataset(
  client: pg.ClientBase,
  { dataset, table, classification, owner }: DatasetIdentity,
): Promise<DatasetIdentity & { datasetId: number; sequence: number }> {
  const { rows } = await client.query<DatasetIdentity & { datasetId: number; sequence: string }>(
    `INSERT INTO quality.dataset AS held (dataset, table_name, classification, owner, sequence)
     VALUES ($1, $2, $3, $4, 1)
     ON CONFLICT (dataset) DO UPDATE SET
       sequence = held.sequence + 1,
       table_name = coalesce(nullif(excluded.table_name, ''), held.table_name),
       classification = coalesce(nullif(excluded.classification, ''), held.classification),
       owner = coalesce(nullif(excluded.owner, ''), held.owner)
     RETURNING dataset_id AS "datasetId", dataset, table_name AS "table", classification, owner, sequence`,
    [dataset, table, classification, owner],
  );
  return { ...rows[0]!, sequence: Number(rows[0]!.sequence) };
}

export interface WaitingDataset {
  datasetId: number;
  sequence: number;
  published: number;
}

/** Datasets with events that are not on the bus yet. */
export async function readWaitingDatasets(pool: pg.Pool): Promise<WaitingDataset[]> {
  const { rows } = await pool.query<{ datasetId: number; sequence: string; published: string }>(
    `SELECT dataset_id AS "datasetId", sequence, published FROM quality.dataset WHERE published < sequence`,
  );
  return rows.map(({ datasetId, sequence, published }) => ({
    datasetId,
    sequence: Number(sequence),
    published: Number(published),
  }));
}

/** Losing this after a crash only publishes an event again, so it does not wait for the disk. */
export async function recordQualityPublished(
  pool: pg.Pool,
  datasetId: number,
  published: number,
): Promise<void> {
  await pool.query(
    `WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     UPDATE quality.dataset SET published = greatest(published, $2) FROM relaxed WHERE dataset_id = $1`,
    [datasetId, published],
  );
}
