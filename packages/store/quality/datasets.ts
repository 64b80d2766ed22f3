import type pg from "pg";

export interface DatasetIdentity {
  dataset: string;
  /** With its schema; empty where only a loader tells of the dataset. */
  table: string;
  /** The database's name in contracts and config; empty where only a loader tells of the dataset. */
  server: string;
  classification: string;
  owner: string;
}

type NumberedDataset = DatasetIdentity & { datasetId: number; sequence: number };

/** The dataset's number, made when it is new, and its next event's; holds the dataset until the transaction ends. */
export function takeDataset(client: pg.ClientBase, dataset: DatasetIdentity): Promise<NumberedDataset> {
  return upsertDataset(client, dataset, 1);
}

/** The same without an event to number. */
export function holdDataset(client: pg.ClientBase, dataset: DatasetIdentity): Promise<NumberedDataset> {
  return upsertDataset(client, dataset, 0);
}

async function upsertDataset(
  client: pg.ClientBase,
  { dataset, table, server, classification, owner }: DatasetIdentity,
  events: 0 | 1,
): Promise<NumberedDataset> {
  const { rows } = await client.query<DatasetIdentity & { datasetId: number; sequence: string }>(
    `INSERT INTO quality.dataset AS held (dataset, table_name, server, classification, owner, sequence)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (dataset) DO UPDATE SET
       sequence = held.sequence + $6,
       table_name = coalesce(nullif(excluded.table_name, ''), held.table_name),
       server = coalesce(nullif(excluded.server, ''), held.server),
       classification = coalesce(nullif(excluded.classification, ''), held.classification),
       owner = coalesce(nullif(excluded.owner, ''), held.owner)
     RETURNING dataset_id AS "datasetId", dataset, table_name AS "table", server, classification, owner, sequence`,
    [dataset, table, server, classification, owner, events],
  );
  return { ...rows[0]!, sequence: Number(rows[0]!.sequence) };
}

/** Datasets of which a contract's verdicts stand, but for those named. */
export async function readJudgedDatasets(
  pool: pg.Pool,
  { except }: { except: readonly string[] },
): Promise<DatasetIdentity[]> {
  const { rows } = await pool.query<DatasetIdentity>(
    `SELECT dataset, table_name AS "table", server, classification, owner FROM quality.dataset
     WHERE dataset <> ALL ($1)
       AND EXISTS (SELECT FROM quality.state WHERE state.dataset_id = dataset.dataset_id AND state.origin = 'contract')
     ORDER BY dataset`,
    [except],
  );
  return rows;
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
